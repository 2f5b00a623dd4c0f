package io.dwr.executor.attempt;

import static io.dwr.executor.attempt.ExecutorFixture.box;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dwr.executor.engine.ContainerFacts;
import io.dwr.executor.engine.ContainerFacts.State;
import io.dwr.executor.engine.ForwardingEngine;
import io.dwr.executor.engine.ImageFacts;
import io.dwr.executor.engine.SmallContainer;
import io.dwr.model.job.Outcome;
import io.dwr.model.job.StatusReason;
import io.dwr.model.log.LogSource;
import io.dwr.workflow.ContainerActivity.RunRequest;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A process that dies at any moment: one container all the same, with its true end. */
class AdoptionTest extends AdoptionStory {
    @Test
    void aContainerThatEndedMeanwhileHasItsTrueEnd() {
        RunRequest request = box("sh", "-c", UNTIL_STOPPED).as(job);
        executor.begin(request);
        awaitOutput("one");
        dead.set(true);
        stopFromOutside();

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
        died.orTimeout(60, TimeUnit.SECONDS).join();
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
        died.orTimeout(60, TimeUnit.SECONDS).join();
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
        await().atMost(Duration.ofSeconds(60))
                .until(() -> executor.containers().getFirst().state() == State.ENDED);
        ContainerFacts ended = executor.engine.inspect(earlier).orElseThrow();

        Outcome outcome = executor.run(box("sh", "-c", "echo once; exit 6").as(job));

        assertThat(outcome.exitCode()).isEqualTo(6);
        assertThat(outcome.startedAt()).isEqualTo(ended.startedAt());
        assertThat(executor.written(job, LogSource.STDOUT)).isEqualTo("once\n");
    }

    @Test
    void aFullDiskCostsARunningContainerNothing() {
        RunRequest request = box("sh", "-c", UNTIL_STOPPED).as(job);
        executor.begin(request);
        awaitOutput("one");
        dead.set(true);
        executor.breakJournal();
        assertThat(executor.state.resolve("journal").toFile().delete()).isTrue();
        executor.restart(executor.engine);
        executor.breakJournal();

        AttemptSupervisor adopter = executor.deliverAgain(request);
        stopFromOutside();
        Outcome outcome = ExecutorFixture.await(adopter);

        assertThat(outcome.exitCode()).isEqualTo(6);
        assertThat(executor.written(job, LogSource.STDOUT)).isEqualTo("one\ntwo\n");
        assertThat(ExecutorFixture.await(executor.deliverAgain(request))).isEqualTo(outcome);
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
