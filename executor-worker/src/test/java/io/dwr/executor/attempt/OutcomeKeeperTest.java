package io.dwr.executor.attempt;

import static io.dwr.executor.attempt.ExecutorFixture.box;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dwr.executor.engine.ForwardingEngine;
import io.dwr.model.executor.HeldAttempt;
import io.dwr.model.job.JobId;
import io.dwr.model.job.Outcome;
import io.dwr.model.job.StatusReason;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where it is known how an attempt ended, before its container is removed. */
class OutcomeKeeperTest {
    @TempDir
    Path state;

    @TempDir
    Path volumes;

    private ExecutorFixture executor;
    private final JobId job = ExecutorFixture.newJob();
    private final HeldAttempt attempt = new HeldAttempt(job, 1);

    @BeforeEach
    void start() {
        executor = new ExecutorFixture(state, volumes);
    }

    @AfterEach
    void nothingIsLeft() {
        assertThat(executor.containers()).isEmpty();
        executor.close();
    }

    @Test
    void theLedgerKnowsItBeforeTheContainerIsRemoved() {
        AtomicBoolean known = new AtomicBoolean();
        executor.restart(new ForwardingEngine(executor.engine) {
            @Override
            public void remove(String id) {
                known.set(executor.ledger.outcomes.containsKey(attempt));
                super.remove(id);
            }
        });

        Outcome outcome = executor.run(box("sh", "-c", "exit 3").as(job));

        assertThat(outcome.exitCode()).isEqualTo(3);
        assertThat(known).isTrue();
        assertThat(executor.ledger.outcomes).containsEntry(attempt, outcome);
    }

    /** No container waits for it: the journal has the outcome, and it is told when the ledger asks after the attempt. */
    @Test
    void aLedgerThatIsAwayIsToldLater() {
        AttemptSupervisor supervisor =
                executor.begin(box("sh", "-c", "sleep 1; exit 3").as(job));
        await().atMost(Duration.ofSeconds(60)).until(() -> supervisor.containerId() != null);
        executor.ledger.away = true;
        Outcome outcome = ExecutorFixture.await(supervisor);
        assertThat(executor.ledger.outcomes).isEmpty();
        executor.ledger.away = false;

        executor.attempts.confirmGone(attempt);

        assertThat(executor.ledger.outcomes).containsEntry(attempt, outcome);
        assertThat(executor.ledger.confirmedGone).contains(attempt);
    }

    @Test
    void thatItWasSupersededIsNoOutcome() throws InterruptedException {
        AttemptSupervisor supervisor =
                executor.begin(box("sleep", "600").grace(0).as(job));
        await().atMost(Duration.ofSeconds(60)).until(() -> supervisor.containerId() != null);

        executor.attempts.supersede(attempt);
        executor.attempts.confirmGone(attempt);

        assertThat(ExecutorFixture.await(supervisor).reason()).isEqualTo(StatusReason.EXECUTOR_LOST);
        assertThat(executor.ledger.outcomes).isEmpty();
    }
}
