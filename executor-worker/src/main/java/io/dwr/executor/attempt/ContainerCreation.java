package io.dwr.executor.attempt;

import io.dwr.executor.engine.ContainerFacts;
import io.dwr.executor.engine.ContainerRequest;
import io.dwr.executor.engine.ContainerRequest.Amounts;
import io.dwr.executor.engine.ContainerRequest.Program;
import io.dwr.executor.engine.EngineRefusalException;
import io.dwr.executor.engine.NameTakenException;
import io.dwr.executor.identity.ImageLabels;
import io.dwr.executor.identity.ReservationLabel;
import io.dwr.model.job.ContainerSpec;
import io.dwr.model.job.ImageUse;
import io.dwr.model.job.StatusReason;
import io.dwr.model.placement.Resources;
import io.dwr.workflow.ContainerActivity.RunRequest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the container of an attempt. */
final class ContainerCreation {
    private static final Logger log = LoggerFactory.getLogger(ContainerCreation.class);
    private static final int MOST_NAMES = 20;
    private static final String VISIBLE_GPUS = "NVIDIA_VISIBLE_DEVICES";

    private final AttemptTools tools;
    private final RunRequest request;
    private final @Nullable ImageUse image;
    private final Map<String, String> labels;

    /**
     * @param image what its reference means here; null when that is not known
     */
    ContainerCreation(AttemptTools tools, RunRequest request, @Nullable ImageUse image) {
        this.tools = tools;
        this.request = request;
        this.image = image;
        this.labels = tools.profile().attemptLabels(request.jobId(), request.attempt());
    }

    /**
     * The engine's unique names make this one step; a foreign container of our name is left alone.
     *
     * @throws CrashedStepException when this attempt has a container already, in whatever state
     */
    String create() throws CrashedStepException {
        ContainerRequest wanted = wanted();
        try {
            for (int number = 1; number <= MOST_NAMES; number++) {
                try {
                    return tools.engine().create(number == 1 ? wanted : wanted.named(wanted.name() + "-" + number));
                } catch (NameTakenException taken) {
                    List<ContainerFacts> own = tools.engine().list(labels);
                    if (!own.isEmpty()) {
                        throw new CrashedStepException(
                                "container " + own.getFirst().id() + " was made before");
                    }
                    log.warn("a container that is not ours has the name {}: another name is used", wanted.name());
                }
            }
            throw new AttemptEnd(
                    StatusReason.EXECUTOR_ERROR, "containers that are not ours hold all names of this attempt", null);
        } catch (EngineRefusalException refused) {
            throw EngineWords.createRefused(refused, request.container());
        }
    }

    private ContainerRequest wanted() {
        return new ContainerRequest(
                "dwr-" + request.jobId() + "-" + request.attempt(),
                allLabels(),
                program(request.container()),
                Admission.mounts(tools, request),
                amounts(),
                request.container().chosen());
    }

    private Program program(ContainerSpec spec) {
        return new Program(
                spec.image(),
                spec.command(),
                spec.entrypoint(),
                environment(spec),
                spec.workingDirectory(),
                spec.user(),
                spec.init(),
                spec.tty());
    }

    private Amounts amounts() {
        Resources resources = request.requirements().resources();
        long pids = request.container()
                .chosen()
                .limits()
                .pids(resources.memoryBytes(), tools.limits().pids());
        return new Amounts(resources, pids, request.reservation().gpuUuids());
    }

    private Map<String, String> allLabels() {
        Map<String, String> all = new HashMap<>(request.labels());
        all.putAll(ImageLabels.of(image));
        all.putAll(ReservationLabel.of(
                request.requirements().resources(), request.reservation().gpuUuids()));
        all.putAll(labels);
        return all;
    }

    private Map<String, String> environment(ContainerSpec spec) {
        Map<String, String> environment = new HashMap<>(spec.environment());
        environment.put("JOB_ID", request.jobId().value());
        environment.put("ATTEMPT", Integer.toString(request.attempt()));
        environment.put("EXECUTOR_IP", tools.profile().ip());
        List<String> gpus = request.reservation().gpuUuids();
        if (!gpus.isEmpty()) {
            environment.put(VISIBLE_GPUS, String.join(",", gpus));
        } else if (tools.limits().hidesGpus().getAsBoolean()) {
            environment.put(VISIBLE_GPUS, "void");
        }
        return environment;
    }
}
