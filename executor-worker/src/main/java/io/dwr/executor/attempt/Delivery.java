package io.dwr.executor.attempt;

import io.dwr.executor.identity.ExecutorProfile;
import io.dwr.model.job.ImageUse;
import io.dwr.model.job.Outcome;
import io.dwr.model.job.Stage;
import io.temporal.activity.ActivityExecutionContext;
import io.temporal.client.ActivityCanceledException;
import io.temporal.client.ActivityCompletionException;
import io.temporal.client.ActivityPausedException;
import io.temporal.client.ActivityResetException;
import io.temporal.client.ActivityWorkerShutdownException;
import io.temporal.failure.ApplicationErrorCategory;
import io.temporal.failure.ApplicationFailure;
import io.temporal.failure.TimeoutFailure;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One delivery of an attempt: heartbeats while its supervisor works, and the outcome as a value. A delivery may end
 * before its attempt; then the container goes on and the next delivery joins it.
 */
final class Delivery {
    private static final Logger log = LoggerFactory.getLogger(Delivery.class);
    /** The delivery itself was contact: an attempt that is over at once needs no heartbeat. */
    private static final Duration FIRST_BEAT = Duration.ofSeconds(1);

    private static final Duration HAND_OVER_DELAY = Duration.ofSeconds(1);

    private final ActivityExecutionContext context;
    private final AttemptSupervisor supervisor;
    private final ExecutorProfile profile;
    private final CompletableFuture<Outcome> answer;

    Delivery(ActivityExecutionContext context, AttemptSupervisor supervisor, ExecutorProfile profile) {
        this.context = context;
        this.supervisor = supervisor;
        this.profile = profile;
        this.answer = supervisor.outcome().copy();
    }

    /** On the activity's thread. Heartbeats run on one of their own, since each may block. */
    Outcome await(Duration signInterval) {
        var registration = context.getCancellationToken().onCancel(this::cancelled);
        Thread heart =
                Thread.ofVirtual().name("heart-" + supervisor.attempt().jobId()).start(() -> beat(signInterval));
        try {
            return answer.join();
        } catch (CompletionException over) {
            if (over.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw over;
        } finally {
            heart.interrupt();
            registration.close();
        }
    }

    private void beat(Duration interval) {
        try {
            Thread.sleep(interval.compareTo(FIRST_BEAT) < 0 ? interval : FIRST_BEAT);
            while (!answer.isDone()) {
                heartbeat();
                Thread.sleep(interval);
            }
        } catch (InterruptedException over) {
            Thread.currentThread().interrupt();
        }
    }

    private void heartbeat() {
        try {
            context.heartbeat(new AttemptDetails(
                    profile.id().value(),
                    supervisor.containerId(),
                    supervisor.stages().current().word(),
                    pull()));
        } catch (ActivityCompletionException told) {
            heard(told);
        } catch (RuntimeException notSent) {
            log.debug("a heartbeat of {} was not sent", supervisor.attempt(), notSent);
        }
    }

    private @Nullable String pull() {
        ImageUse image = supervisor.stages().image();
        boolean pulling = supervisor.stages().current() == Stage.PULLING;
        return !pulling || image == null || image.pull() == null
                ? null
                : image.pull().sentence();
    }

    private void cancelled() {
        try {
            context.getCancellationToken().throwIfCancellationRequested();
        } catch (ActivityCompletionException told) {
            heard(told);
        }
    }

    private void heard(ActivityCompletionException told) {
        switch (told) {
            case ActivityCanceledException silence when silence.getCause() instanceof TimeoutFailure -> over(silence);
            case ActivityCanceledException wish -> supervisor.stopAsWished();
            case ActivityWorkerShutdownException leaving -> handOver();
            case ActivityPausedException paused -> log.debug("{} is paused in Temporal", supervisor.attempt());
            case ActivityResetException reset -> log.debug("{} is reset in Temporal", supervisor.attempt());
            default -> over(told);
        }
    }

    /** Nobody listens to this delivery any more, which proves nothing about the attempt. */
    private void over(ActivityCompletionException why) {
        answer.completeExceptionally(why);
    }

    void handOver() {
        answer.completeExceptionally(ApplicationFailure.newBuilder()
                .setType("executor_restarting")
                .setMessage("executor " + profile.id() + " restarts; the container goes on")
                .setNextRetryDelay(HAND_OVER_DELAY)
                .setCategory(ApplicationErrorCategory.BENIGN)
                .build());
    }
}
