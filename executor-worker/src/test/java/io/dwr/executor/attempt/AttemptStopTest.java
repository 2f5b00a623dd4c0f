package io.dwr.executor.attempt;

import static io.dwr.executor.attempt.ExecutorFixture.box;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.dwr.executor.engine.ContainerFacts;
import io.dwr.executor.engine.ContainerOutput;
import io.dwr.executor.engine.EngineRefusalException;
import io.dwr.executor.engine.ExitWatch;
import io.dwr.executor.engine.ForwardingEngine;
import io.dwr.executor.journal.JournalException;
import io.dwr.model.executor.HeldAttempt;
import io.dwr.model.job.JobId;
import io.dwr.model.job.Outcome;
import io.dwr.model.job.SentBy;
import io.dwr.model.job.Stage;
import io.dwr.model.job.StatusReason;
import io.dwr.model.log.LogSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every way in which this system ends a container, and that none is left afterwards. */
class AttemptStopTest {
    private static final String DEAF = "trap '' TERM; echo up; while true; do sleep 0.1; done";

    @TempDir
    Path state;

    @TempDir
    Path volumes;

    private ExecutorFixture executor;
    private final JobId job = ExecutorFixture.newJob();

    @BeforeEach
    void start() {
        executor = new ExecutorFixture(state, volumes);
    }

    @AfterEach
    void nothingIsLeft() {
        assertThat(executor.containers()).isEmpty();
        executor.close();
    }

    private AttemptSupervisor running(ExecutorFixture.Spec spec) {
        AttemptSupervisor supervisor = executor.begin(spec.as(job));
        await().atMost(Duration.ofSeconds(20))
                .until(() -> executor.written(job, LogSource.STDOUT).contains("up"));
        return supervisor;
    }

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
        assertThat(Duration.between(asked, Instant.now())).isBetween(Duration.ofMillis(900), Duration.ofSeconds(8));
    }

    /** Case 79. */
    @Test
    void aContainerRunsNoLongerThanItsTimeout() {
        Outcome outcome = executor.run(box("sh", "-c", DEAF).timeout(2).grace(1).as(job));

        assertThat(outcome.reason()).isEqualTo(StatusReason.RUN_TIMEOUT);
        assertThat(Duration.between(outcome.startedAt(), outcome.finishedAt()))
                .isBetween(Duration.ofMillis(2500), Duration.ofSeconds(8));
    }

    /** Case 81. */
    @Test
    void childrenThatHoldTheOutputHoldNothingUp() {
        Instant begun = Instant.now();

        Outcome outcome = executor.run(box("sh", "-c", "sleep 600 & echo done").as(job));

        assertThat(outcome.reason()).isEqualTo(StatusReason.COMPLETED);
        assertThat(executor.written(job, LogSource.STDOUT)).isEqualTo("done\n");
        assertThat(Duration.between(begun, Instant.now())).isLessThan(Duration.ofSeconds(8));
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

    @Test
    void anAbortBeforeAnythingIsMadeLeavesNothing() {
        executor.ledger.away = true;
        AttemptSupervisor supervisor = executor.begin(box("echo", "no").as(job));
        supervisor.stop(StopCause.ABORTED);

        Outcome outcome = ExecutorFixture.await(supervisor);

        assertThat(outcome.reason()).isEqualTo(StatusReason.ABORTED);
        assertThat(outcome.containerId()).isNull();
    }

    @Test
    void aSupersededAttemptIsStoppedAndStaysAway() throws InterruptedException {
        AttemptSupervisor supervisor = running(box("sh", "-c", DEAF).grace(0));

        executor.attempts.supersede(new HeldAttempt(job, 1));

        assertThat(executor.containers()).isEmpty();
        assertThat(ExecutorFixture.await(supervisor).reason()).isEqualTo(StatusReason.EXECUTOR_LOST);
        executor.restart(executor.engine);
        Outcome late = ExecutorFixture.await(executor.begin(box("echo", "no").as(job)));
        assertThat(late.reason()).isEqualTo(StatusReason.EXECUTOR_LOST);
    }

    @Test
    void anAttemptRefusedBeforeItsDeliveryIsNeverMade() throws InterruptedException {
        executor.attempts.supersede(new HeldAttempt(job, 1));

        Outcome outcome = executor.run(box("echo", "no").as(job));

        assertThat(outcome.reason()).isEqualTo(StatusReason.EXECUTOR_LOST);
        assertThat(outcome.containerId()).isNull();
        assertThat(executor.written(job, LogSource.STDOUT)).isEmpty();
    }

    @Test
    void outOfContactTheContainerIsKilledAndTheCauseIsTheExecutors() throws InterruptedException {
        AttemptSupervisor supervisor = running(box("sh", "-c", DEAF).grace(60));
        Thread.sleep(50);

        executor.attempts.killSilent(Duration.ofHours(1));
        assertThat(supervisor.outcome()).isNotDone();
        executor.attempts.killSilent(Duration.ZERO);

        assertThat(ExecutorFixture.await(supervisor).reason()).isEqualTo(StatusReason.EXECUTOR_LOST);
    }

    @Test
    void outOfContactEvenAGraceIsCutShort() {
        AttemptSupervisor supervisor = running(box("sh", "-c", DEAF).grace(60));
        supervisor.stop(StopCause.ABORTED);
        await().until(() -> supervisor.stages().current() == Stage.STOPPING);
        Instant asked = Instant.now();

        executor.attempts.killSilent(Duration.ZERO);

        assertThat(ExecutorFixture.await(supervisor).reason()).isEqualTo(StatusReason.ABORTED);
        assertThat(Duration.between(asked, Instant.now())).isLessThan(Duration.ofSeconds(10));
    }

    /** Case 83, in small. */
    @Test
    void aKillThatTheEngineRefusesIsTriedOnAndTold() {
        AtomicInteger refusals = new AtomicInteger();
        AtomicBoolean healed = new AtomicBoolean();
        executor.restart(new ForwardingEngine(executor.engine) {
            @Override
            public boolean stop(String id, int grace) {
                refuseUntilHealed();
                return super.stop(id, grace);
            }

            @Override
            public void kill(String id) {
                refuseUntilHealed();
                super.kill(id);
            }

            private void refuseUntilHealed() {
                if (!healed.get()) {
                    refusals.incrementAndGet();
                    throw new EngineRefusalException(
                            "did not receive an exit event", new IllegalStateException("test"));
                }
            }
        });
        AttemptSupervisor supervisor = running(box("sh", "-c", DEAF).grace(0));

        supervisor.stop(StopCause.ABORTED);
        await().atMost(Duration.ofSeconds(60)).until(() -> refusals.get() >= 3);
        assertThat(supervisor.outcome()).isNotDone();
        assertThat(supervisor.stages().current()).isEqualTo(Stage.STOPPING);
        assertThat(executor.ledger.messages).anyMatch(message -> message.contains("did not receive an exit event"));
        assertThat(executor.conditions.sentence()).startsWith("kill_refused: ");

        healed.set(true);
        assertThat(ExecutorFixture.await(supervisor).reason()).isEqualTo(StatusReason.ABORTED);
        assertThat(executor.conditions.sentence()).isNull();
    }

    @Test
    void aStopThatHangsHoldsTheKillNotUp() {
        CompletableFuture<Void> never = new CompletableFuture<>();
        executor.restart(new ForwardingEngine(executor.engine) {
            @Override
            public boolean stop(String id, int grace) {
                never.join();
                return super.stop(id, grace);
            }
        });
        AttemptSupervisor supervisor = running(box("sh", "-c", DEAF).grace(1));

        supervisor.stop(StopCause.ABORTED);
        Outcome outcome = ExecutorFixture.await(supervisor);
        never.complete(null);

        assertThat(outcome.reason()).isEqualTo(StatusReason.ABORTED);
        assertThat(outcome.exitCode()).isEqualTo(137);
    }

    /** The process that told the engine dies before the container has ended. */
    @Test
    void theNextProcessKnowsWhyItWasStopped() {
        AtomicBoolean dead = new AtomicBoolean();
        executor.restart(new ForwardingEngine(executor.engine) {
            @Override
            public boolean stop(String id, int grace) {
                dead.set(true);
                throw noAnswer();
            }

            @Override
            public void kill(String id) {
                throw noAnswer();
            }
        });
        AttemptSupervisor supervisor = running(box("sh", "-c", DEAF).grace(1).timeout(2));
        await().atMost(Duration.ofSeconds(60)).untilTrue(dead);
        assertThat(supervisor.outcome()).isNotDone();
        executor.engine.stop(executor.containers().getFirst().id(), 0);

        executor.restart(executor.engine);
        Outcome outcome = ExecutorFixture.await(
                executor.deliverAgain(box("sh", "-c", DEAF).grace(1).timeout(2).as(job)));

        assertThat(outcome.reason()).isEqualTo(StatusReason.RUN_TIMEOUT);
        assertThat(outcome.cause().sentBy()).isEqualTo(SentBy.TIMEOUT);
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
        String sleep = "sleep 987654";
        AttemptSupervisor supervisor =
                running(box("sh", "-c", "setsid " + sleep + " & setsid " + sleep + " & echo up; wait")
                        .grace(1)
                        .timeout(3));
        await().atMost(Duration.ofSeconds(60)).until(() -> onHost(sleep) == 2);

        Outcome outcome = ExecutorFixture.await(supervisor);

        assertThat(outcome.reason()).isEqualTo(StatusReason.RUN_TIMEOUT);
        await().atMost(Duration.ofSeconds(10)).until(() -> onHost(sleep) == 0);
    }

    private static long onHost(String command) {
        return ProcessHandle.allProcesses()
                .map(process -> commandLine(process.pid()))
                .filter(command::equals)
                .count();
    }

    private static String commandLine(long pid) {
        try {
            return Files.readString(Path.of("/proc/" + pid + "/cmdline"))
                    .replace('\0', ' ')
                    .strip();
        } catch (IOException gone) {
            return "";
        }
    }

    @Test
    void aStopWhoseAnswerIsLostIsStillOurs() {
        AtomicInteger stops = new AtomicInteger();
        executor.restart(new ForwardingEngine(executor.engine) {
            @Override
            public boolean stop(String id, int grace) {
                boolean ran = super.stop(id, grace);
                if (stops.incrementAndGet() == 1) {
                    throw noAnswer();
                }
                return ran;
            }
        });
        AttemptSupervisor supervisor = running(box("sh", "-c", DEAF).grace(0));

        supervisor.stop(StopCause.ABORTED);

        assertThat(ExecutorFixture.await(supervisor).reason()).isEqualTo(StatusReason.ABORTED);
    }

    @Test
    void aStopThatTheEngineDoesNotTakeAtOnceStillLetsTheProgramSayGoodbye() {
        AtomicInteger stops = new AtomicInteger();
        executor.restart(new ForwardingEngine(executor.engine) {
            @Override
            public boolean stop(String id, int grace) {
                if (stops.incrementAndGet() < 3) {
                    throw noAnswer();
                }
                return super.stop(id, grace);
            }
        });
        AttemptSupervisor supervisor =
                running(box("sh", "-c", "trap 'exit 7' TERM; echo up; while true; do sleep 0.1; done")
                        .grace(60));

        supervisor.stop(StopCause.ABORTED);

        Outcome outcome = ExecutorFixture.await(supervisor);
        assertThat(outcome.reason()).isEqualTo(StatusReason.ABORTED);
        assertThat(outcome.exitCode()).isEqualTo(7);
    }

    /** The kill may have done its work before the stop that it wakes reaches the engine. */
    @Test
    void aKillThatIsFasterThanTheStopIsStillOurs() {
        CompletableFuture<ExitWatch> watched = new CompletableFuture<>();
        executor.restart(new ForwardingEngine(executor.engine) {
            @Override
            public ExitWatch watchNextExit(String id) {
                ExitWatch watch = super.watchNextExit(id);
                watched.complete(watch);
                return watch;
            }

            @Override
            public boolean stop(String id, int grace) {
                watched.join().exitCode().join();
                return super.stop(id, grace);
            }
        });
        AttemptSupervisor supervisor = running(box("sh", "-c", DEAF).grace(60));

        supervisor.kill(StopCause.OUT_OF_CONTACT);

        assertThat(ExecutorFixture.await(supervisor).reason()).isEqualTo(StatusReason.EXECUTOR_LOST);
    }

    /** A process that was frozen between create and start. */
    @Test
    void outOfContactNothingIsStarted() {
        HeldAttempt attempt = new HeldAttempt(job, 1);
        executor.restart(new ForwardingEngine(executor.engine) {
            @Override
            public ContainerOutput attach(String id, boolean tty) {
                executor.contacts.forget(attempt);
                executor.contacts.touch(attempt, Duration.ZERO);
                return super.attach(id, tty);
            }
        });

        Outcome outcome = executor.run(box("echo", "no").as(job));

        assertThat(outcome.reason()).isEqualTo(StatusReason.EXECUTOR_LOST);
        assertThat(executor.written(job, LogSource.STDOUT)).isEmpty();
    }

    @Test
    void aFullDiskLetsNoSupersededContainerRunOn() throws InterruptedException {
        AttemptSupervisor supervisor = running(box("sh", "-c", DEAF).grace(0));
        HeldAttempt attempt = new HeldAttempt(job, 1);
        executor.breakJournal();

        assertThatThrownBy(() -> executor.attempts.supersede(attempt)).isInstanceOf(JournalException.class);

        assertThat(executor.containers()).isEmpty();
        assertThat(ExecutorFixture.await(supervisor).reason()).isEqualTo(StatusReason.EXECUTOR_LOST);
        assertThat(executor.run(box("echo", "no").as(job)).reason()).isEqualTo(StatusReason.EXECUTOR_LOST);
        assertThat(executor.written(job, LogSource.STDOUT)).isEqualTo("up\n");
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
