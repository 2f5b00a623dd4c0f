package io.dwr.executor.attempt;

import static io.dwr.executor.attempt.ExecutorFixture.box;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dwr.executor.engine.ContainerFacts;
import io.dwr.executor.engine.ContainerRequest;
import io.dwr.executor.engine.ExitWatch;
import io.dwr.executor.engine.ForwardingEngine;
import io.dwr.executor.engine.ImageFacts;
import io.dwr.executor.engine.InMemoryEngine;
import io.dwr.executor.engine.SmallContainer;
import io.dwr.model.job.JobId;
import io.dwr.model.job.Outcome;
import io.dwr.model.job.StatusReason;
import io.dwr.model.log.LogSource;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An engine, a disk or a process at fault while an attempt is under way: one container all the same, with its true end. */
class FaultTest {
    @TempDir
    Path state;

    @TempDir
    Path volumes;

    private ExecutorFixture executor;
    private final JobId job = ExecutorFixture.newJob();

    @BeforeEach
    void start() {
        executor = new ExecutorFixture(state, volumes, new InMemoryEngine());
    }

    @AfterEach
    void nothingIsLeft() {
        assertThat(executor.containers()).isEmpty();
        executor.close();
    }

    private void awaitOutput(String text) {
        await().atMost(Duration.ofSeconds(60))
                .until(() -> executor.written(job, LogSource.STDOUT).contains(text));
    }

    @Test
    void withAFullDiskNothingIsStarted() {
        executor.breakJournal();

        Outcome outcome = executor.run(box("echo", "no").as(job));

        assertThat(outcome.reason()).isEqualTo(StatusReason.EXECUTOR_ERROR);
        assertThat(outcome.message()).contains("free space");
        assertThat(executor.written(job, LogSource.STDOUT)).isEmpty();
    }

    /** Case 99a. */
    @Test
    void aForeignContainerOfOurNameIsLeftAlone() {
        String foreign = foreign("dwr-" + job + "-1");
        try {
            Outcome outcome = executor.run(box("echo", "ours").as(job));

            assertThat(outcome.reason()).isEqualTo(StatusReason.COMPLETED);
            assertThat(executor.written(job, LogSource.STDOUT)).isEqualTo("ours\n");
            assertThat(executor.engine.inspect(foreign)).isPresent();
        } finally {
            executor.engine.remove(foreign);
        }
    }

    private String foreign(String name) {
        return executor.engine.create(SmallContainer.of(name, Map.of("owner", "somebody"), "sleep", "600"));
    }

    /** Case 99: foreign containers hold the names of all five, and each attempt finds the one before on the same disk. */
    @Test
    void fiveAttemptsInARowRunOnOneMachine() {
        List<String> foreign = IntStream.rangeClosed(1, 5)
                .mapToObj(attempt -> foreign("dwr-" + job + "-" + attempt))
                .toList();
        try {
            for (int attempt = 1; attempt <= 5; attempt++) {
                Outcome outcome = executor.run(box("sh", "-c", "echo " + attempt + "; exit 3")
                        .attempt(attempt)
                        .as(job));

                assertThat(outcome.exitCode()).as(outcome.message()).isEqualTo(3);
            }

            assertThat(executor.written(job, LogSource.STDOUT)).isEqualTo("1\n2\n3\n4\n5\n");
            assertThat(foreign)
                    .allSatisfy(id -> assertThat(executor.engine.inspect(id)).isPresent());
        } finally {
            foreign.forEach(executor.engine::remove);
        }
    }

    /** Case 99b: what an earlier attempt left says nothing of this one, even where this one's name is taken. */
    @Test
    void anEarlierAttemptOfOursThatLiesThereIsNotTakenForThisOne() throws Exception {
        String earlier = executor.engine.create(SmallContainer.of(
                "dwr-" + job + "-1", executor.profile.attemptLabels(job, 1), "sh", "-c", "echo earlier; exit 4"));
        try (ExitWatch end = executor.engine.watchNextExit(earlier)) {
            executor.engine.start(earlier);
            end.exitCode().get(20, TimeUnit.SECONDS);
        }
        String foreign = foreign("dwr-" + job + "-2");
        try {
            Outcome outcome =
                    executor.run(box("sh", "-c", "echo ours; exit 3").attempt(2).as(job));

            assertThat(outcome.exitCode()).as(outcome.message()).isEqualTo(3);
            assertThat(executor.written(job, LogSource.STDOUT)).isEqualTo("ours\n");
            assertThat(executor.engine.inspect(foreign)).isPresent();
        } finally {
            executor.engine.remove(foreign);
            executor.engine.remove(earlier);
        }
    }

    /** Case 101. */
    @Test
    void aLostAnswerMakesNoSecondContainer() {
        AtomicInteger creates = new AtomicInteger();
        AtomicInteger starts = new AtomicInteger();
        executor.restart(new ForwardingEngine(executor.engine) {
            @Override
            public String create(ContainerRequest request) {
                String id = super.create(request);
                if (creates.incrementAndGet() == 1) {
                    throw noAnswer();
                }
                return id;
            }

            @Override
            public void start(String id) {
                super.start(id);
                if (starts.incrementAndGet() == 1) {
                    throw noAnswer();
                }
            }
        });

        Outcome outcome = executor.run(box("sh", "-c", "echo once; exit 3").as(job));

        assertThat(outcome.exitCode()).isEqualTo(3);
        assertThat(executor.written(job, LogSource.STDOUT)).isEqualTo("once\n");
    }

    /** Case 95. */
    @Test
    void anEngineThatBreaksOffCostsAJobNothing() {
        AtomicBoolean away = new AtomicBoolean();
        executor.restart(new ForwardingEngine(executor.engine) {
            @Override
            public ExitWatch watchNextExit(String id) {
                ExitWatch watch = super.watchNextExit(id);
                CompletableFuture<Integer> broken = new CompletableFuture<>();
                Thread.ofVirtual().start(() -> {
                    awaitOutput("3\n");
                    away.set(true);
                    broken.completeExceptionally(noAnswer());
                });
                return new ExitWatch() {
                    @Override
                    public CompletableFuture<Integer> exitCode() {
                        return broken;
                    }

                    @Override
                    public void close() {
                        watch.close();
                    }
                };
            }

            @Override
            public Optional<ContainerFacts> inspect(String id) {
                if (away.getAndSet(false)) {
                    throw noAnswer();
                }
                return super.inspect(id);
            }
        });

        Outcome outcome = executor.run(box("sh", "-c", "for i in $(seq 1 40); do echo $i; sleep 0.05; done; exit 6")
                .as(job));

        assertThat(outcome.exitCode()).isEqualTo(6);
        assertThat(executor.written(job, LogSource.STDOUT))
                .isEqualTo(IntStream.rangeClosed(1, 40)
                        .mapToObj(line -> line + "\n")
                        .collect(Collectors.joining()));
    }

    @Test
    void theOpeningLineIsWrittenOnceHoweverOftenItIsTried() {
        AtomicInteger creates = new AtomicInteger();
        executor.restart(new ForwardingEngine(executor.engine) {
            @Override
            public String create(ContainerRequest request) {
                if (creates.incrementAndGet() == 1) {
                    throw noAnswer();
                }
                return super.create(request);
            }
        });

        executor.run(box("true").as(job));

        assertThat(executor.written(job, LogSource.SYSTEM).lines()).hasSize(2);
    }

    @Test
    void aFaultOfThisProcessCostsARunningContainerNothing() {
        AtomicInteger looks = new AtomicInteger();
        executor.ledger.faulty = true;
        executor.restart(new ForwardingEngine(executor.engine) {
            @Override
            public Optional<ContainerFacts> inspect(String id) {
                if (looks.incrementAndGet() == 1) {
                    throw new IllegalStateException("a fault");
                }
                return super.inspect(id);
            }
        });

        Outcome outcome = executor.run(box("sh", "-c", "echo once; exit 6").as(job));

        assertThat(outcome.exitCode()).isEqualTo(6);
        assertThat(executor.written(job, LogSource.STDOUT)).isEqualTo("once\n");
    }

    @Test
    void withoutAnEngineAnAttemptThatMadeNothingGoesElsewhere() {
        executor.restart(new ForwardingEngine(executor.engine) {
            @Override
            public Optional<ImageFacts> findImage(String reference) {
                throw noAnswer();
            }
        });

        assertThat(executor.run(box("true").as(job)).reason()).isEqualTo(StatusReason.ENGINE_UNAVAILABLE);
    }
}
