package io.dwr.executor.attempt;

import static io.dwr.executor.attempt.ExecutorFixture.box;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dwr.executor.engine.ContainerFacts;
import io.dwr.executor.engine.ContainerOutput;
import io.dwr.executor.engine.ForwardingEngine;
import io.dwr.model.job.Outcome;
import io.dwr.model.job.SentBy;
import io.dwr.model.job.Stage;
import io.dwr.model.job.StatusReason;
import io.dwr.model.log.LogSource;
import io.dwr.test.HostProcesses;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Every way in which somebody ends a container, and that none is left afterwards. */
class AttemptStopTest extends ExecutorStory {
    @Test
    void anAbortLetsTheProgramSayGoodbye() {
        AttemptSupervisor supervisor =
                running(box("sh", "-c", "trap 'echo bye; exit 7' TERM; echo up; while true; do sleep 0.1; done"));

        supervisor.stop(StopCause.ABORTED);
        Outcome outcome = ExecutorFixture.await(supervisor);

        assertThat(outcome.reason()).isEqualTo(StatusReason.ABORTED);
        assertThat(outcome.exitCode()).isEqualTo(7);
        assertThat(executor.written(job, LogSource.STDOUT)).isEqualTo("up\nbye\n");
        assertThat(executor.ledger.stages).endsWith(Stage.RUNNING, Stage.STOPPING);
    }

    @Test
    void aProgramThatIgnoresTheSignalIsKilledAfterTheGrace() {
        AttemptSupervisor supervisor = running(box("sh", "-c", DEAF).grace(1));
        Instant asked = Instant.now();

        supervisor.stop(StopCause.ABORTED);
        Outcome outcome = ExecutorFixture.await(supervisor);

        assertThat(outcome.reason()).isEqualTo(StatusReason.ABORTED);
        assertThat(outcome.exitCode()).isEqualTo(137);
        assertThat(Duration.between(asked, Instant.now())).isBetween(Duration.ofMillis(900), Duration.ofSeconds(30));
    }

    /** Temporal tells no cause of a cancellation; the ledger knows whose attempts were announced as moved. */
    @Test
    void aJobIsToldWhetherAPersonOrADrainStopsIt() {
        AttemptSupervisor supervisor = running(box("sh", "-c", DEAF).grace(0));
        executor.ledger.moved.add(supervisor.attempt());

        supervisor.stopAsWished();

        assertThat(ExecutorFixture.await(supervisor).cause().sentBy()).isEqualTo(SentBy.OPERATOR);
        assertThat(executor.written(job, LogSource.SYSTEM)).contains("taken out of service");
    }

    @Test
    void aLedgerThatIsAwayHoldsNoAbortUp() {
        AttemptSupervisor supervisor = running(box("sh", "-c", DEAF).grace(0));
        executor.ledger.away = true;

        supervisor.stopAsWished();

        assertThat(ExecutorFixture.await(supervisor).cause().sentBy()).isEqualTo(SentBy.USER);
    }

    /** Temporal's client calls under a lock, and with the few threads that take all cancellations. */
    @Test
    void aLedgerThatIsFrozenHoldsUpNobodyWhoTellsOfAnAbort() {
        AttemptSupervisor supervisor = running(box("sh", "-c", DEAF).grace(0));
        CountDownLatch frozen = new CountDownLatch(1);
        executor.ledger.frozen = frozen;
        try {
            assertThat(CompletableFuture.runAsync(supervisor::stopAsWished)).succeedsWithin(Duration.ofSeconds(20));
        } finally {
            frozen.countDown();
        }

        assertThat(ExecutorFixture.await(supervisor).reason()).isEqualTo(StatusReason.ABORTED);
    }

    /** Case 79. */
    @Test
    void aContainerRunsNoLongerThanItsTimeout() {
        Outcome outcome = executor.run(box("sh", "-c", DEAF).timeout(2).grace(1).as(job));

        assertThat(outcome.reason()).isEqualTo(StatusReason.RUN_TIMEOUT);
        assertThat(Duration.between(outcome.startedAt(), outcome.finishedAt()))
                .isBetween(Duration.ofMillis(2500), Duration.ofSeconds(30));
    }

    /** Case 81. */
    @Test
    void childrenThatHoldTheOutputHoldNothingUp() {
        Instant begun = Instant.now();

        Outcome outcome = executor.run(box("sh", "-c", "sleep 600 & echo done").as(job));

        assertThat(outcome.reason()).isEqualTo(StatusReason.COMPLETED);
        assertThat(executor.written(job, LogSource.STDOUT)).isEqualTo("done\n");
        assertThat(Duration.between(begun, Instant.now())).isLessThan(Duration.ofSeconds(30));
    }

    /** Case 87. */
    @Test
    void anAbortBetweenCreateAndStartLeavesNothing() {
        executor.restart(new ForwardingEngine(executor.engine) {
            @Override
            public ContainerOutput attach(String id, boolean tty) {
                AttemptSupervisor supervisor = executor.deliverAgain(box("true").as(job));
                supervisor.stop(StopCause.ABORTED);
                return super.attach(id, tty);
            }
        });

        Outcome outcome = executor.run(box("echo", "no").as(job));

        assertThat(outcome.reason()).isEqualTo(StatusReason.ABORTED);
        assertThat(outcome.startedAt()).isNull();
        assertThat(executor.written(job, LogSource.STDOUT)).isEmpty();
    }

    /** Case 97. */
    @Test
    void aKillFromOutsideIsTold() {
        AttemptSupervisor supervisor = running(box("sh", "-c", DEAF));

        executor.engine.kill(executor.containers().getFirst().id());
        Outcome outcome = ExecutorFixture.await(supervisor);

        assertThat(outcome.reason()).isEqualTo(StatusReason.KILLED_OUTSIDE);
        assertThat(outcome.exitCode()).isEqualTo(137);
        assertThat(outcome.cause().sentBy()).isEqualTo(SentBy.OPERATOR);
        assertThat(executor.written(job, LogSource.SYSTEM)).contains("SIGKILL through the engine");
    }

    /** Case 81: what detached itself goes with its container, and its name is nowhere on the host. */
    @Test
    void detachedChildrenEndWithTheirContainer() {
        String sleep = HostProcesses.someSleep();
        AttemptSupervisor supervisor =
                running(box("sh", "-c", "setsid " + sleep + " & setsid " + sleep + " & echo up; wait")
                        .grace(1));
        await().atMost(ExecutorFixture.LIMIT).until(() -> HostProcesses.running(sleep) == 2);

        supervisor.stop(StopCause.RUN_TIMEOUT);
        Outcome outcome = ExecutorFixture.await(supervisor);

        assertThat(outcome.reason()).isEqualTo(StatusReason.RUN_TIMEOUT);
        await().atMost(ExecutorFixture.LIMIT).until(() -> HostProcesses.running(sleep) == 0);
    }

    /** As by {@code docker restart}: one attempt, and its log says that the program ran twice. */
    @Test
    void aContainerThatIsStartedAgainFromOutsideSaysSoInItsLog() {
        AtomicBoolean ended = new AtomicBoolean();
        executor.restart(new ForwardingEngine(executor.engine) {
            @Override
            public Optional<ContainerFacts> inspect(String id) {
                Optional<ContainerFacts> found = super.inspect(id);
                if (found.isPresent() && found.get().state() == ContainerFacts.State.ENDED && !ended.getAndSet(true)) {
                    super.start(id);
                    return super.inspect(id);
                }
                return found;
            }
        });

        Outcome outcome =
                executor.run(box("sh", "-c", "echo run; sleep 1; exit 3").as(job));

        assertThat(outcome.exitCode()).isEqualTo(3);
        assertThat(executor.written(job, LogSource.STDOUT)).isEqualTo("run\nrun\n");
        assertThat(executor.written(job, LogSource.SYSTEM)).contains("started again from outside");
    }

    @Test
    void aRemovalFromOutsideIsTold() {
        AttemptSupervisor supervisor = running(box("sh", "-c", DEAF));
        ContainerFacts container = executor.containers().getFirst();
        executor.engine.kill(container.id());
        executor.engine.remove(container.id());

        Outcome outcome = ExecutorFixture.await(supervisor);
        assertThat(outcome.reason()).isEqualTo(StatusReason.KILLED_OUTSIDE);
    }
}
