package io.dwr.executor.attempt;

import static io.dwr.executor.attempt.ExecutorFixture.box;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dwr.executor.engine.ContainerFacts;
import io.dwr.executor.engine.ContainerFacts.State;
import io.dwr.executor.engine.ContainerOutput;
import io.dwr.executor.engine.EngineRefusalException;
import io.dwr.executor.engine.ForwardingEngine;
import io.dwr.executor.engine.ImageFacts;
import io.dwr.executor.engine.SmallContainer;
import io.dwr.model.job.JobId;
import io.dwr.model.job.Outcome;
import io.dwr.model.job.StatusReason;
import io.dwr.model.log.LogLine;
import io.dwr.model.log.LogSource;
import io.dwr.workflow.ContainerActivity.RunRequest;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A process that dies at any moment: one container all the same, with its true end. */
class AdoptionTest {
    @TempDir
    Path state;

    @TempDir
    Path volumes;

    private ExecutorFixture executor;
    private final JobId job = ExecutorFixture.newJob();
    private final AtomicBoolean dead = new AtomicBoolean();
    private final CompletableFuture<Void> died = new CompletableFuture<>();

    @BeforeEach
    void start() {
        executor = new ExecutorFixture(state, volumes);
        executor.restart(new MortalEngine());
    }

    @AfterEach
    void nothingIsLeft() {
        assertThat(executor.containers()).isEmpty();
        executor.close();
    }

    /** Once the process is dead, every call of it hangs for ever. */
    private class MortalEngine extends ForwardingEngine {
        MortalEngine() {
            super(executor.engine);
        }

        private void live() {
            if (dead.get()) {
                died.complete(null);
                new CompletableFuture<Void>().join();
            }
        }

        @Override
        public ContainerOutput attach(String id, boolean tty) {
            live();
            ContainerOutput output = super.attach(id, tty);
            return new ContainerOutput() {
                @Override
                public void readAll(Sink sink) throws java.io.IOException, InterruptedException {
                    output.readAll((stream, bytes, offset, length) -> {
                        if (dead.get()) {
                            output.close();
                        }
                        live();
                        sink.accept(stream, bytes, offset, length);
                    });
                }

                @Override
                public void close() {
                    live();
                    output.close();
                }
            };
        }

        @Override
        public void start(String id) {
            live();
            super.start(id);
        }

        @Override
        public Optional<ContainerFacts> inspect(String id) {
            live();
            return super.inspect(id);
        }

        @Override
        public boolean stop(String id, int graceSeconds) {
            live();
            return super.stop(id, graceSeconds);
        }

        @Override
        public void remove(String id) {
            live();
            super.remove(id);
        }
    }

    private Outcome adoptedBy(RunRequest request) {
        executor.restart(executor.engine);
        return ExecutorFixture.await(executor.deliverAgain(request));
    }

    private void awaitOutput(String text) {
        await().atMost(Duration.ofSeconds(20))
                .until(() -> executor.written(job, LogSource.STDOUT).contains(text));
    }

    @Test
    void aRunningContainerIsFoundAndItsLogGoesOn() {
        RunRequest request = box("sh", "-c", "for i in $(seq 1 60); do echo $i; sleep 0.05; done; exit 6")
                .as(job);
        executor.begin(request);
        awaitOutput("5\n");
        String container = executor.containers().getFirst().id();
        dead.set(true);

        Outcome outcome = adoptedBy(request);

        assertThat(outcome.containerId()).isEqualTo(container);
        assertThat(outcome.exitCode()).isEqualTo(6);
        assertThat(executor.written(job, LogSource.STDOUT))
                .isEqualTo(IntStream.rangeClosed(1, 60)
                        .mapToObj(line -> line + "\n")
                        .collect(Collectors.joining()));
        assertThat(executor.written(job, LogSource.SYSTEM).lines()).hasSize(2);
    }

    /** The engine's store is no exact copy: what it gives instead of bytes that are no text is marked. */
    @Test
    void bytesThatTheEngineReplacedAreMarked() {
        RunRequest request = box("sh", "-c", "printf '\\377one\\n'; sleep 2; printf '\\377two\\n'")
                .as(job);
        executor.begin(request);
        awaitOutput("one\n");
        dead.set(true);

        adoptedBy(request);

        assertThat(executor.written(job, LogSource.STDOUT)).isEqualTo("\udcffone\n\uFFFDtwo\n");
        assertThat(executor.written(job, LogSource.SYSTEM).lines())
                .filteredOn(line -> line.startsWith(LogLine.MARK))
                .hasSize(1);
    }

    /** The engine keeps two files of its store: what was in the first is gone. */
    @Test
    @Tag("nightly")
    void aBeginningThatTheEngineDroppedIsMarkedAndTheEndIsThere() {
        RunRequest request = box(
                        "sh",
                        "-c",
                        "echo one; sleep 2; yes $(printf '<%.0s' $(seq 1 900)) | head -c 30000000; echo; echo end")
                .as(job);
        executor.begin(request);
        awaitOutput("one\n");
        dead.set(true);
        await().atMost(Duration.ofMinutes(3))
                .until(() -> executor.containers().getFirst().state() == State.ENDED);

        Outcome outcome = adoptedBy(request);

        assertThat(outcome.exitCode()).isZero();
        assertThat(executor.written(job, LogSource.STDOUT)).startsWith("one\n").endsWith("end\n");
        assertThat(executor.written(job, LogSource.SYSTEM)).contains("[dwr] the engine has dropped the beginning");
    }

    @Test
    void aContainerThatEndedMeanwhileHasItsTrueEnd() {
        RunRequest request =
                box("sh", "-c", "echo one; sleep 1; echo two; exit 6").as(job);
        executor.begin(request);
        awaitOutput("one");
        dead.set(true);
        await().atMost(Duration.ofSeconds(20))
                .until(() -> executor.containers().getFirst().state() == State.ENDED);

        Outcome outcome = adoptedBy(request);

        assertThat(outcome.exitCode()).isEqualTo(6);
        assertThat(executor.written(job, LogSource.STDOUT)).isEqualTo("one\ntwo\n");
    }

    @Test
    void anAttemptThatWasOnlyPullingRunsOnce() {
        executor.restart(new ForwardingEngine(executor.engine) {
            @Override
            public Optional<ImageFacts> findImage(String reference) {
                died.complete(null);
                return new CompletableFuture<Optional<ImageFacts>>().join();
            }
        });
        RunRequest request = box("echo", "once").as(job);
        executor.begin(request);
        died.orTimeout(20, TimeUnit.SECONDS).join();
        assertThat(executor.containers()).isEmpty();

        Outcome outcome = adoptedBy(request);

        assertThat(outcome.reason()).isEqualTo(StatusReason.COMPLETED);
        assertThat(executor.written(job, LogSource.STDOUT)).isEqualTo("once\n");
    }

    @Test
    void aContainerThatWasOnlyMadeIsStarted() {
        dead.set(true);
        RunRequest request = box("echo", "once").as(job);
        executor.begin(request);
        died.orTimeout(20, TimeUnit.SECONDS).join();
        assertThat(executor.containers()).extracting(ContainerFacts::state).containsExactly(State.CREATED);

        Outcome outcome = adoptedBy(request);

        assertThat(outcome.reason()).isEqualTo(StatusReason.COMPLETED);
        assertThat(executor.written(job, LogSource.STDOUT)).isEqualTo("once\n");
    }

    @Test
    void aContainerThatIsGoneIsNotRunASecondTime() {
        RunRequest request = box("sh", "-c", "echo one; sleep 60").as(job);
        executor.begin(request);
        awaitOutput("one");
        dead.set(true);
        String container = executor.containers().getFirst().id();
        executor.engine.kill(container);
        executor.engine.remove(container);

        Outcome outcome = adoptedBy(request);

        assertThat(outcome.reason()).isEqualTo(StatusReason.CONTAINER_LOST);
        assertThat(executor.written(job, LogSource.STDOUT)).isEqualTo("one\n");
    }

    @Test
    void theEarlierDeliverysWordIsEnoughToKnowThatAContainerWas() {
        Outcome outcome = ExecutorFixture.await(executor.attempts.join(
                box("echo", "no").as(job), false, "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"));

        assertThat(outcome.reason()).isEqualTo(StatusReason.CONTAINER_LOST);
        assertThat(executor.written(job, LogSource.STDOUT)).isEmpty();
    }

    /** As after a reset from the Web UI with a new state directory: the delivery says that it is the first. */
    @Test
    void aContainerThatEndedIsNotStartedASecondTime() {
        String earlier = executor.engine.create(SmallContainer.of(
                "dwr-" + job + "-1", executor.profile.attemptLabels(job, 1), "sh", "-c", "echo once; sleep 1; exit 6"));
        executor.engine.start(earlier);
        await().atMost(Duration.ofSeconds(20))
                .until(() -> executor.containers().getFirst().state() == State.ENDED);
        ContainerFacts ended = executor.engine.inspect(earlier).orElseThrow();

        Outcome outcome = executor.run(box("sh", "-c", "echo once; exit 6").as(job));

        assertThat(outcome.exitCode()).isEqualTo(6);
        assertThat(outcome.startedAt()).isEqualTo(ended.startedAt());
        assertThat(executor.written(job, LogSource.STDOUT)).isEqualTo("once\n");
    }

    @Test
    void aFullDiskCostsARunningContainerNothing() {
        RunRequest request =
                box("sh", "-c", "echo one; sleep 1; echo two; exit 6").as(job);
        executor.begin(request);
        awaitOutput("one");
        dead.set(true);
        executor.breakJournal();
        assertThat(executor.state.resolve("journal").toFile().delete()).isTrue();
        executor.restart(executor.engine);
        executor.breakJournal();

        Outcome outcome = ExecutorFixture.await(executor.deliverAgain(request));

        assertThat(outcome.exitCode()).isEqualTo(6);
        assertThat(executor.written(job, LogSource.STDOUT)).isEqualTo("one\ntwo\n");
        assertThat(ExecutorFixture.await(executor.deliverAgain(request))).isEqualTo(outcome);
    }

    /** Redis away, Temporal there. */
    @Test
    void anAbortDoesNotWaitForTheLogStore() {
        RunRequest request = box("sh", "-c", "echo one; sleep 600").as(job);
        executor.begin(request);
        awaitOutput("one");
        dead.set(true);
        executor.logs.away = true;
        executor.restart(executor.engine);
        AttemptSupervisor supervisor = executor.deliverAgain(request);

        supervisor.stop(StopCause.ABORTED);

        await().atMost(Duration.ofSeconds(20))
                .until(() -> executor.containers().getFirst().state() == State.ENDED);
        assertThat(supervisor.outcome()).isNotDone();
        executor.logs.away = false;
        assertThat(ExecutorFixture.await(supervisor).reason()).isEqualTo(StatusReason.ABORTED);
        assertThat(executor.written(job, LogSource.STDOUT)).isEqualTo("one\n");
    }

    @Test
    void theRunTimeoutDoesNotWaitForTheLogStore() {
        RunRequest request =
                box("sh", "-c", "echo one; sleep 600").timeout(4).grace(0).as(job);
        executor.begin(request);
        awaitOutput("one");
        dead.set(true);
        executor.logs.away = true;
        executor.restart(executor.engine);
        AttemptSupervisor supervisor = executor.deliverAgain(request);

        await().atMost(Duration.ofSeconds(20))
                .until(() -> executor.containers().getFirst().state() == State.ENDED);
        executor.logs.away = false;
        assertThat(ExecutorFixture.await(supervisor).reason()).isEqualTo(StatusReason.RUN_TIMEOUT);
    }

    @Test
    void outputThatTheEngineRefusesCostsTheLinesAndNotTheOutcome() {
        RunRequest request =
                box("sh", "-c", "echo one; sleep 2; echo two; exit 6").as(job);
        executor.begin(request);
        awaitOutput("one");
        dead.set(true);
        executor.restart(new ForwardingEngine(executor.engine) {
            @Override
            public ContainerOutput stored(String id, boolean tty, boolean follow) {
                throw new EngineRefusalException("no reading", new IllegalStateException("test"));
            }
        });

        Outcome outcome = ExecutorFixture.await(executor.deliverAgain(request));

        assertThat(outcome.exitCode()).isEqualTo(6);
        assertThat(executor.written(job, LogSource.SYSTEM)).contains("lines are missing here");
    }

    @Test
    void theRunTimeoutCountsFromTheTrueStart() {
        RunRequest request =
                box("sh", "-c", "echo one; sleep 60").timeout(4).grace(0).as(job);
        executor.begin(request);
        awaitOutput("one");
        dead.set(true);

        Outcome outcome = adoptedBy(request);

        assertThat(outcome.reason()).isEqualTo(StatusReason.RUN_TIMEOUT);
        assertThat(Duration.between(outcome.startedAt(), outcome.finishedAt()))
                .isBetween(Duration.ofMillis(3500), Duration.ofSeconds(9));
    }

    /** The engine's times are by the engine's clock, which may be another machine's. */
    @ParameterizedTest
    @ValueSource(ints = {-2, 2})
    void aClockThatIsSetWronglyChangesNoRunTimeout(int hours) {
        executor.clock = Clock.offset(Clock.systemUTC(), Duration.ofHours(hours));
        executor.restart(new MortalEngine());
        RunRequest request = box("sh", "-c", "echo one; sleep 3; exit 6")
                .timeout(600)
                .grace(0)
                .as(job);
        executor.begin(request);
        awaitOutput("one");
        dead.set(true);

        Outcome outcome = adoptedBy(request);

        assertThat(outcome.reason()).isEqualTo(StatusReason.EXIT_CODE);
        assertThat(outcome.exitCode()).isEqualTo(6);
    }

    @Test
    void deliveriesOfOneAttemptJoin() {
        RunRequest request = box("sh", "-c", "echo once; sleep 1").as(job);
        AttemptSupervisor first = executor.begin(request);
        AttemptSupervisor second = executor.deliverAgain(request);

        assertThat(second).isSameAs(first);
        ExecutorFixture.await(first);
        assertThat(executor.written(job, LogSource.STDOUT)).isEqualTo("once\n");
    }
}
