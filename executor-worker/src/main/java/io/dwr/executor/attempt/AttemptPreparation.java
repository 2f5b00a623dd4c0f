package io.dwr.executor.attempt;

import io.dwr.executor.engine.ImageMissingException;
import io.dwr.executor.log.AttemptLog;
import io.dwr.model.executor.HeldAttempt;
import io.dwr.model.job.StatusReason;
import io.dwr.redis.ledger.LedgerUnavailableException;
import io.dwr.workflow.ContainerActivity.RunRequest;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** All that an attempt needs before its container can be started: the image, the ledger's leave, the container. */
final class AttemptPreparation implements AutoCloseable {
    private static final Duration PAUSE = Duration.ofMillis(500);

    private final AttemptTools tools;
    private final RunRequest request;
    private final HeldAttempt attempt;
    private final StopWish stop;
    private final StageTeller stages;
    private final AttemptImage image;

    AttemptPreparation(AttemptTools tools, RunRequest request, StopWish stop, StageTeller stages) {
        this.tools = tools;
        this.request = request;
        this.attempt = new HeldAttempt(request.jobId(), request.attempt());
        this.stop = stop;
        this.stages = stages;
        this.image = new AttemptImage(tools, request.container(), stop, stages);
    }

    void fetchImage() throws InterruptedException {
        stop.check();
        Admission.check(tools, request);
        image.fetch();
    }

    private void checkGpus() throws InterruptedException {
        List<String> uuids = request.reservation().gpuUuids();
        if (uuids.isEmpty()) {
            return;
        }
        Optional<String> problem = tools.gpus().problem(uuids);
        stop.check();
        if (problem.isPresent()) {
            throw new AttemptEnd(StatusReason.GPU_UNHEALTHY, problem.get(), null);
        }
    }

    /** Asks the ledger until it answers whether this attempt may have a container here. */
    void awaitLeave() throws InterruptedException {
        while (true) {
            stop.check();
            try {
                if (tools.ledger()
                        .begin(
                                attempt.jobId(),
                                attempt.attempt(),
                                tools.profile().id())) {
                    tools.contacts().touchKnown(attempt);
                    return;
                }
                throw new AttemptEnd(
                        StatusReason.EXECUTOR_ERROR,
                        "the ledger holds no reservation of this attempt on executor "
                                + tools.profile().id(),
                        null);
            } catch (LedgerUnavailableException away) {
                Thread.sleep(PAUSE);
            }
        }
    }

    /**
     * Makes the container. An image that somebody deleted after the pull is pulled again.
     *
     * @return its id
     */
    String create(AttemptLog attemptLog) throws InterruptedException, CrashedStepException {
        if (tools.journal().isRefused(attempt)) {
            throw new AttemptEnd(StatusReason.EXECUTOR_LOST, StopCause.SUPERSEDED.sentence(), null);
        }
        checkGpus();
        tools.contactFile().write();
        attemptLog.begin("attempt " + attempt.attempt() + " begins on executor "
                + tools.profile().id());
        while (true) {
            try {
                String id = new ContainerCreation(tools, request, stages.image()).create();
                image.tellStarting();
                return id;
            } catch (ImageMissingException deleted) {
                image.fetchAgain();
            }
        }
    }

    @Override
    public void close() {
        image.close();
    }
}
