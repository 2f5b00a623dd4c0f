package io.dwr.executor.attempt;

import io.dwr.executor.engine.ImageMissingException;
import io.dwr.executor.engine.ImagePullException;
import io.dwr.executor.log.AttemptLog;
import io.dwr.model.executor.HeldAttempt;
import io.dwr.model.job.Stage;
import io.dwr.model.job.StatusReason;
import io.dwr.redis.ledger.LedgerUnavailableException;
import io.dwr.workflow.ContainerActivity.RunRequest;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** All that an attempt needs before its container can be started: the image, the ledger's leave, the container. */
final class AttemptPreparation {
    private static final Duration PAUSE = Duration.ofMillis(500);

    private final AttemptTools tools;
    private final RunRequest request;
    private final HeldAttempt attempt;
    private final StopWish stop;
    private final StageTeller stages;

    AttemptPreparation(AttemptTools tools, RunRequest request, StopWish stop, StageTeller stages) {
        this.tools = tools;
        this.request = request;
        this.attempt = new HeldAttempt(request.jobId(), request.attempt());
        this.stop = stop;
        this.stages = stages;
    }

    void fetchImage() throws InterruptedException {
        stop.check();
        Admission.check(tools, request);
        String image = request.container().image();
        try {
            if (tools.images().needsPull(image, request.container().pullPolicy())) {
                stages.tell(Stage.PULLING);
                pull(image);
            }
        } catch (ImagePullException failed) {
            throw new AttemptEnd(failed.reason(), String.valueOf(failed.getMessage()), failed);
        }
        stages.tell(Stage.STARTING);
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

    private void pull(String image) throws InterruptedException {
        CompletableFuture<Void> pull = tools.images().pull(image);
        try {
            CompletableFuture.anyOf(pull, stop.future()).get();
            stop.check();
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException(failed);
        } finally {
            pull.cancel(false);
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
     * Makes the container. An image that somebody deleted after the pull is pulled once more.
     *
     * @return its id
     */
    String create(AttemptLog attemptLog) throws InterruptedException, CrashedStepException {
        if (tools.journal().isRefused(attempt)) {
            throw new AttemptEnd(StatusReason.EXECUTOR_LOST, StopCause.SUPERSEDED.sentence(), null);
        }
        checkGpus();
        ContainerCreation creation = new ContainerCreation(tools, request);
        tools.contactFile().write();
        attemptLog.begin("attempt " + attempt.attempt() + " begins on executor "
                + tools.profile().id());
        try {
            return creation.create();
        } catch (ImageMissingException deleted) {
            try {
                pull(request.container().image());
                return creation.create();
            } catch (ImagePullException failed) {
                throw new AttemptEnd(failed.reason(), String.valueOf(failed.getMessage()), failed);
            } catch (ImageMissingException again) {
                throw new AttemptEnd(StatusReason.IMAGE_NOT_FOUND, String.valueOf(again.getMessage()), again);
            }
        }
    }
}
