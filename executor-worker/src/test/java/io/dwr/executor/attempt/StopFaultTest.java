package io.dwr.executor.attempt;

import static io.dwr.executor.attempt.ExecutorFixture.box;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dwr.executor.engine.ContainerFacts.State;
import io.dwr.executor.engine.EngineRefusalException;
import io.dwr.executor.engine.ExitWatch;
import io.dwr.executor.engine.ForwardingEngine;
import io.dwr.model.job.Outcome;
import io.dwr.model.job.SentBy;
import io.dwr.model.job.Stage;
import io.dwr.model.job.StatusReason;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Containers are stopped although the engine, or this process, fails meanwhile. */
class StopFaultTest extends ExecutorStory {
    /** The engine tells of an end on another connection than that on which it answers the stop. */
    @Test
    void anAbortThatCameJustTooLateHidesNoEnd() {
        CompletableFuture<Integer> told = new CompletableFuture<>();
        AtomicBoolean asked = new AtomicBoolean();
        executor.restart(new ForwardingEngine(executor.engine) {
            @Override
            public ExitWatch watchNextExit(String id) {
                ExitWatch watch = super.watchNextExit(id);
                return new ExitWatch() {
                    @Override
                    public CompletableFuture<Integer> exitCode() {
                        return told;
                    }

                    @Override
                    public void close() {
                        watch.close();
                    }
                };
            }

            @Override
            public boolean stop(String id, int grace) {
                boolean ran = super.stop(id, grace);
                asked.set(true);
                CompletableFuture.delayedExecutor(300, TimeUnit.MILLISECONDS).execute(() -> told.complete(0));
                return ran;
            }
        });
        AttemptSupervisor supervisor = executor.begin(box("true").as(job));
        await().atMost(ExecutorFixture.LIMIT)
                .until(() -> executor.containers().stream().anyMatch(found -> found.state() == State.ENDED));

        supervisor.stop(StopCause.ABORTED);

        Outcome outcome = ExecutorFixture.await(supervisor);
        assertThat(asked).isTrue();
        assertThat(outcome.reason()).as(outcome.message()).isEqualTo(StatusReason.COMPLETED);
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
}
