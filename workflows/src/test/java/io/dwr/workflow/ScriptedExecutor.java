package io.dwr.workflow;

import io.dwr.model.job.Outcome;
import io.dwr.model.job.StatusReason;
import io.temporal.activity.Activity;
import io.temporal.client.ActivityCompletionException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** An executor whose containers end as a test wrote down. */
final class ScriptedExecutor implements ContainerActivity {
    final Queue<Outcome> outcomes = new ArrayDeque<>();
    final List<Integer> attempts = new CopyOnWriteArrayList<>();
    final CountDownLatch started = new CountDownLatch(1);
    volatile boolean runsUntilCancelled;
    volatile Outcome endWhenCancelled = outcome(StatusReason.ABORTED, 143);

    @Override
    public Outcome run(RunRequest request) {
        attempts.add(request.attempt());
        started.countDown();
        if (runsUntilCancelled) {
            return untilCancelled();
        }
        return outcomes.remove();
    }

    private Outcome untilCancelled() {
        while (true) {
            try {
                Activity.getExecutionContext().heartbeat(null);
                TimeUnit.MILLISECONDS.sleep(20);
            } catch (ActivityCompletionException cancelled) {
                return endWhenCancelled;
            } catch (InterruptedException interrupted) {
                throw new IllegalStateException(interrupted);
            }
        }
    }

    static Outcome outcome(StatusReason reason, Integer exitCode) {
        return new Outcome(reason, exitCode, "it ended", "c0ffee", Instant.EPOCH, Instant.EPOCH.plusSeconds(1));
    }
}
