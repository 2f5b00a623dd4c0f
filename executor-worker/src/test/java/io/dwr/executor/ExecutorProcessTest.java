package io.dwr.executor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dwr.executor.engine.ContainerFacts;
import io.dwr.executor.engine.docker.TestEngine;
import io.dwr.model.executor.ExecutorView;
import io.dwr.model.job.Outcome;
import io.dwr.model.job.StatusReason;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the death, return and end of an executor's process cost a job. */
class ExecutorProcessTest extends ExecutorProcessStory {
    @Test
    void aJobRunsThroughAllParts() {
        Run run = submit("echo hello");

        assertThat(run.outcome().reason()).isEqualTo(StatusReason.COMPLETED);
        assertThat(stdout(run.job())).isEqualTo("hello\n");
        assertThat(containers()).isEmpty();
    }

    /** Case 107. */
    @Test
    void aCrashOfTheWorkerCostsTheJobNothing() throws InterruptedException {
        crashedAt(2, 0, 80);
    }

    /** Case 107 in full. */
    @Test
    @Tag("nightly")
    void aLongJobLosesNoLineByACrash() throws InterruptedException {
        crashedAt(20, 5, 600);
    }

    private void crashedAt(int seconds, int away, int lines) throws InterruptedException {
        Run run = submit("i=1; while [ $i -le " + lines + " ]; do echo $i; i=$((i+1)); sleep 0.1; done; exit 5");
        String container = awaitContainer();
        Thread.sleep(1000L * seconds);

        executor.kill();
        Thread.sleep(1000L * away);
        executor.crash();

        Outcome outcome = run.outcome();
        assertThat(outcome.exitCode()).isEqualTo(5);
        assertThat(outcome.containerId()).isEqualTo(container);
        assertThat(stdout(run.job()))
                .isEqualTo(IntStream.rangeClosed(1, lines)
                        .mapToObj(line -> line + "\n")
                        .collect(Collectors.joining()));
        assertThat(containers()).isEmpty();
    }

    @Test
    void aContainerThatEndsWhileTheWorkerIsDeadHasItsTrueEnd() {
        Run run = submit("echo before; sleep 3; echo after; exit 9");
        await().atMost(SOON).until(() -> stdout(run.job()).equals("before\n"));
        executor.kill();
        await().atMost(SOON)
                .until(() ->
                        containers().stream().allMatch(container -> container.state() == ContainerFacts.State.ENDED));

        executor.crash();

        assertThat(run.outcome().exitCode()).isEqualTo(9);
        assertThat(stdout(run.job())).isEqualTo("before\nafter\n");
    }

    @Tag("nightly")
    @Test
    void anEndInGoodOrderHandsOverHoweverSoonAndOften() {
        Run run = submit("i=1; while [ $i -le 100 ]; do echo $i; i=$((i+1)); sleep 0.1; done; exit 4");
        String container = awaitContainer();

        executor.restart();
        executor.restart();

        Outcome outcome = run.outcome();
        assertThat(outcome.exitCode()).isEqualTo(4);
        assertThat(outcome.containerId()).isEqualTo(container);
        assertThat(stdout(run.job()))
                .isEqualTo(IntStream.rangeClosed(1, 100)
                        .mapToObj(line -> line + "\n")
                        .collect(Collectors.joining()));
    }

    @Test
    void anAbortIsPushedAndAnsweredWithAValue() {
        Run run = submit("trap 'echo bye; exit 7' TERM; echo up; while true; do sleep 0.1; done");
        await().atMost(SOON).until(() -> stdout(run.job()).equals("up\n"));

        run.workflow().signal("abort");

        await().atMost(SOON).until(() -> containers().isEmpty());
        Outcome outcome = run.outcome();
        assertThat(outcome.reason()).isEqualTo(StatusReason.ABORTED);
        assertThat(outcome.exitCode()).isEqualTo(7);
        assertThat(stdout(run.job())).isEqualTo("up\nbye\n");
    }

    @Test
    void aSecondProcessOfTheSameExecutorIsTurnedAway() {
        try (ExecutorProcess second = launch(state(), LOST_AFTER)) {
            assertThat(second.awaitEnd()).isEqualTo(2);
            assertThat(second.output()).contains("another executor process holds", "process " + executor.pid());
        }
    }

    /** With a disk of its own it cannot know of the first one: the ledger tells it. */
    @Test
    void aSecondProcessOfTheSameExecutorElsewhereTakesNothing() {
        try (ExecutorProcess second = launch(shared.resolve("state-elsewhere"), LOST_AFTER)) {
            await("it is turned away")
                    .atMost(SOON)
                    .until(() -> second.output().contains("is executor \"" + executorId() + "\" already"));

            for (int job = 0; job < 2; job++) {
                assertThat(submit("true").outcome().reason()).isEqualTo(StatusReason.COMPLETED);
            }

            assertThat(shared.resolve("state-elsewhere/journal")).isEmptyDirectory();
            assertThat(shared.resolve("state-elsewhere/guard.pid")).doesNotExist();
            assertThat(second.isAlive()).isTrue();
        }
    }

    /** Case 111: by the id that is configured, then by the one that is kept. */
    @Test
    void anotherAddressAndHostNameMakeNoOtherExecutor() {
        List<String> before = executorIds();
        Run run = submit("echo one; sleep 12; echo two; exit 4");
        String container = awaitContainer();

        executor.kill();
        executor.moveTo("192.0.2.77", "made-anew");
        executor.crash();
        await("it is back").atMost(SOON).until(() -> "192.0.2.77".equals(view().ip()));
        assertThat(view().hostName()).isEqualTo("made-anew");
        executor.kill();
        executor.moveTo("192.0.2.78", "made-once-more");
        executor.forgetConfiguredId();
        executor.crash();

        Outcome outcome = run.outcome();
        assertThat(outcome.exitCode()).isEqualTo(4);
        assertThat(outcome.containerId()).isEqualTo(container);
        assertThat(stdout(run.job())).isEqualTo("one\ntwo\n");
        assertThat(view().ip()).isEqualTo("192.0.2.78");
        assertThat(view().hostName()).isEqualTo("made-once-more");
        assertThat(executorIds()).isEqualTo(before);
        assertThat(containers()).isEmpty();
    }

    private ExecutorView view() {
        return stores.ledger().executors().stream()
                .filter(view -> view.id().value().equals(executorId()))
                .findFirst()
                .orElseThrow();
    }

    private List<String> executorIds() {
        return stores.ledger().executors().stream()
                .map(view -> view.id().value())
                .sorted()
                .toList();
    }

    @Test
    void whatIsAwayAtTheStartIsSaidOnceAndWaitedFor() throws InterruptedException {
        try (ExecutorProcess early = new ExecutorProcess(
                "early",
                cluster,
                shared.resolve("state-early"),
                "127.0.0.1:9",
                "127.0.0.1",
                9,
                TestEngine.host(),
                LOST_AFTER)) {
            await().atMost(SOON)
                    .until(() -> early.output().contains("Temporal at 127.0.0.1:9 is out of reach")
                            && early.output().contains("Redis at 127.0.0.1:9 is out of reach"));
            Thread.sleep(5000);
            assertThat(early.isAlive()).isTrue();
            assertThat(early.output().split("is out of reach", -1)).hasSize(3);
        }
    }

    @Test
    void anEngineThatIsAwayAtTheStartIsSaidOnceAndWaitedFor() throws InterruptedException {
        try (ExecutorProcess early = new ExecutorProcess(
                "early",
                cluster,
                shared.resolve("state-early-engine"),
                temporal.address(),
                redis.host(),
                redis.port(),
                URI.create("unix:///nonexistent/docker.sock"),
                LOST_AFTER)) {
            await().atMost(SOON)
                    .until(() -> early.output()
                            .contains("The container engine at unix:///nonexistent/docker.sock is out of reach"));
            Thread.sleep(4000);
            assertThat(early.isAlive()).isTrue();
            assertThat(early.output().split("is out of reach", -1)).hasSize(2);
        }
    }

    @Test
    void aGuardThatDiesIsStartedAgain() {
        await().atMost(SOON).until(() -> guard().isPresent());
        ProcessHandle first = guard().orElseThrow();

        first.destroyForcibly();

        await().atMost(SOON)
                .until(() ->
                        guard().filter(second -> second.pid() != first.pid()).isPresent());
    }

    private Optional<ProcessHandle> guard() {
        try {
            String pid = Files.readString(state().resolve("guard.pid"));
            return ProcessHandle.of(Long.parseLong(pid.strip())).filter(ProcessHandle::isAlive);
        } catch (IOException | NumberFormatException notYet) {
            return Optional.empty();
        }
    }

    /** The worker is dead for good: its guard ends the container before the job may run elsewhere. */
    @Test
    void theGuardKillsWhatADeadWorkerLeft() {
        executor.kill();
        executor = launch(state(), SHORT_LOST_AFTER);
        submit("while true; do sleep 1; done");
        awaitContainer();

        executor.kill();

        await().atMost(SOON)
                .until(() -> containers().stream()
                        .noneMatch(container -> container.state() == ContainerFacts.State.RUNNING));
    }
}
