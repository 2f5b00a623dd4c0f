package io.dwr.executor.attempt;

import static io.dwr.executor.attempt.ExecutorFixture.box;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.dwr.executor.engine.ContainerOutput;
import io.dwr.executor.engine.ForwardingEngine;
import io.dwr.executor.journal.JournalException;
import io.dwr.model.executor.HeldAttempt;
import io.dwr.model.job.Outcome;
import io.dwr.model.job.Stage;
import io.dwr.model.job.StatusReason;
import io.dwr.model.log.LogSource;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Attempts that may run elsewhere soon: their containers end here, and none is made. */
class FencingTest extends ExecutorStory {
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
    void anEngineThatIsSlowToKillOneHoldsNoOtherUp() {
        CompletableFuture<Void> released = new CompletableFuture<Void>().completeOnTimeout(null, 90, TimeUnit.SECONDS);
        AtomicReference<String> slow = new AtomicReference<>("none");
        executor.restart(new ForwardingEngine(executor.engine) {
            @Override
            public void kill(String id) {
                if (id.equals(slow.get())) {
                    released.join();
                }
                super.kill(id);
            }
        });
        AttemptSupervisor first = running(box("sh", "-c", DEAF).grace(60));
        slow.set(Objects.requireNonNull(first.containerId()));
        AttemptSupervisor second = executor.begin(box("sleep", "600").grace(60).as(ExecutorFixture.newJob()));
        await().atMost(ExecutorFixture.LIMIT).until(() -> second.stages().current() == Stage.RUNNING);

        executor.attempts.killSilent(Duration.ZERO);

        assertThat(ExecutorFixture.await(second).reason()).isEqualTo(StatusReason.EXECUTOR_LOST);
        released.complete(null);
        assertThat(ExecutorFixture.await(first).reason()).isEqualTo(StatusReason.EXECUTOR_LOST);
    }

    @Test
    void outOfContactEvenAGraceIsCutShort() {
        AttemptSupervisor supervisor = running(box("sh", "-c", DEAF).grace(60));
        supervisor.stop(StopCause.ABORTED);
        await().atMost(Duration.ofSeconds(60)).until(() -> supervisor.stages().current() == Stage.STOPPING);
        Instant asked = Instant.now();

        executor.attempts.killSilent(Duration.ZERO);

        assertThat(ExecutorFixture.await(supervisor).reason()).isEqualTo(StatusReason.ABORTED);
        assertThat(Duration.between(asked, Instant.now())).isLessThan(Duration.ofSeconds(30));
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
}
