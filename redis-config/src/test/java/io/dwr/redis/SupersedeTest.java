package io.dwr.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.dwr.model.executor.ExecutorState;
import io.dwr.model.job.AttemptRecord;
import io.dwr.model.job.JobRecord;
import io.dwr.model.job.JobStatus;
import io.dwr.model.job.Stage;
import io.dwr.model.job.StatusReason;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Attempts whose executor is out of reach: nothing is freed before the container is gone for certain. */
class SupersedeTest extends RedisTest {
    private static final Duration SHORT = Duration.ofMillis(200);
    private static final Duration TICK = Duration.ofMillis(40);
    private static final Machine ADA = Machine.machine("ada", 4, 8);

    @BeforeEach
    void oneJobRunsOnAdaAndOneWaits() {
        join(ADA);
        submit(1, size(4, 1));
        place(1, size(4, 1));
        place(2, size(1, 1));
    }

    @Test
    void anAttemptThatNeverBeganIsGoneAtOnce() {
        assertThat(ledger.supersede(job(1), failed(1, "ada"), LOST_AFTER).gone())
                .isTrue();

        assertThat(newEvents()).containsExactly("granted 2.1 ada");
        assertThatAttemptHasEnded();
    }

    @Test
    void anAttemptThatBeganHoldsItsRoomUntilItsExecutorConfirms() {
        begun();

        assertThat(ledger.supersede(job(1), failed(1, "ada"), LOST_AFTER).gone())
                .isFalse();
        assertThat(ledger.supersede(job(1), failed(1, "ada"), LOST_AFTER).gone())
                .isFalse();
        assertThat(freeCores("ada")).isZero();
        assertThat(newEvents()).isEmpty();
        assertThat(record(1).attempts()).isEmpty();

        ledger.confirmGone(job(1), 1);
        ledger.confirmGone(job(1), 1);

        assertThat(server.command("EXISTS", "{dwr}:superseded")).isEqualTo(":0");
        assertThat(newEvents()).containsExactly("gone 1.1", "granted 2.1 ada");
        assertThatAttemptHasEnded();
        assertThat(ledger.supersede(job(1), failed(1, "ada"), LOST_AFTER).gone())
                .isTrue();
        assertThatAttemptHasEnded();
    }

    /** As after a restart of the executor's process that finds no container. */
    @Test
    void anExecutorThatLostSightOfTheAttemptIsAskedAllTheSame() {
        begun();
        assertThat(ledger.supersede(job(1), failed(1, "ada"), LOST_AFTER).gone())
                .isFalse();

        assertThat(ledger.heartbeat(ADA.executorId(), ADA.process(), List.of()).stop())
                .containsExactly(held(1, 1));
        assertThat(ledger.heartbeat(ADA.executorId(), ADA.process(), List.of(held(1, 1)))
                        .stop())
                .containsExactly(held(1, 1));
        assertThat(ledger.report(ADA.report(), LOST_AFTER).stop()).containsExactly(held(1, 1));
        assertThat(ledger.heartbeat(ADA.executorId(), "another process", List.of())
                        .stop())
                .isEmpty();

        ledger.confirmGone(job(1), 1);
        assertThat(ledger.heartbeat(ADA.executorId(), ADA.process(), List.of()).stop())
                .isEmpty();
    }

    @Test
    void aSupersededAttemptMayDoNothingMore() {
        begun();
        ledger.supersede(job(1), failed(1, "ada"), LOST_AFTER);

        assertThat(ledger.begin(job(1), 1, ADA.executorId())).isFalse();
        assertThat(ledger.progress(job(1), 1, Stage.RUNNING, null)).isFalse();
        assertThat(place(1, size(4, 1))).isEqualTo("stale");
        assertThat(where(reserve(1, 2, size(4, 1)))).isEqualTo("stale");
    }

    @Test
    void itsExecutorIsToldToStopIt() {
        begun();
        assertThat(ledger.heartbeat(ADA.executorId(), ADA.process(), List.of(held(1, 1)))
                        .current())
                .containsExactly(held(1, 1));

        ledger.supersede(job(1), failed(1, "ada"), LOST_AFTER);

        assertThat(ledger.heartbeat(ADA.executorId(), ADA.process(), List.of(held(1, 1)))
                        .stop())
                .containsExactly(held(1, 1));
        assertThat(ledger.report(ADA.holding(held(1, 1)).report(), LOST_AFTER).stop())
                .containsExactly(held(1, 1));
    }

    @Test
    void confirmingAnAttemptThatIsNotSupersededHasNoEffect() {
        begun();

        ledger.confirmGone(job(1), 1);

        assertThat(freeCores("ada")).isZero();
        assertThat(newEvents()).isEmpty();
        assertThat(ledger.progress(job(1), 1, Stage.RUNNING, null)).isTrue();
    }

    @Test
    void anExecutorOutOfContactForLongEnoughSettlesIt() throws InterruptedException {
        begun();
        assertThat(ledger.supersede(job(1), failed(1, "ada"), SHORT).gone()).isFalse();

        boolean gone = false;
        for (int tick = 0; tick < 200 && !gone; tick++) {
            Thread.sleep(TICK);
            gone = ledger.supersede(job(1), failed(1, "ada"), SHORT).gone();
        }

        assertThat(gone).isTrue();
        assertThatAttemptHasEnded();
        assertThat(view("ada").state()).isEqualTo(ExecutorState.GONE);
        assertThat(newEvents()).isEmpty();
        assertThat(ledger.heartbeat(ADA.executorId(), ADA.process(), List.of(held(1, 1)))
                        .known())
                .isFalse();
        join(ADA);
        assertThat(newEvents()).containsExactly("granted 2.1 ada");
    }

    @Test
    void anExecutorThatGivesSignsOfLifeIsNotOutOfContact() throws InterruptedException {
        begun();

        for (int tick = 0; tick < 8; tick++) {
            Thread.sleep(TICK);
            ledger.heartbeat(ADA.executorId(), ADA.process(), List.of());
            assertThat(ledger.supersede(job(1), failed(1, "ada"), SHORT).gone()).isFalse();
            ledger.sweep(SHORT);
        }

        assertThat(view("ada").state()).isEqualTo(ExecutorState.READY);
        assertThat(newEvents()).isEmpty();
    }

    @Test
    void theSweepFreesWhatIsOnALostExecutorAndTellsTheWorkflow() throws InterruptedException {
        begun();
        ledger.supersede(job(1), failed(1, "ada"), SHORT);

        sweepUntilLost();

        assertThat(newEvents()).containsExactly("gone 1.1");
        assertThatAttemptHasEnded();
        ledger.sweep(SHORT);
        assertThat(newEvents()).isEmpty();
    }

    @Test
    void theSweepLeavesAloneWhatIsNotSuperseded() throws InterruptedException {
        begun();

        sweepUntilLost();

        assertThat(newEvents()).isEmpty();
        assertThat(freeCores("ada")).isZero();
        assertThat(where(reserve(3, 1, size(1, 1)))).isEqualTo("waits");
    }

    @Test
    void whenTheLedgerItselfWasAwayNobodyIsLostForIt() throws InterruptedException {
        begun();
        ledger.supersede(job(1), failed(1, "ada"), SHORT);

        Thread.sleep(SHORT.plus(TICK));
        ledger.sweep(SHORT);

        assertThat(view("ada").state()).isEqualTo(ExecutorState.READY);
        assertThat(ledger.supersede(job(1), failed(1, "ada"), SHORT).gone()).isFalse();
        assertThat(newEvents()).isEmpty();
    }

    @Test
    void signsOfLifeOfOthersShowThatTheLedgerWasThereWhileOneWasSilent() throws InterruptedException {
        Machine bob = Machine.machine("bob", 4, 8);
        ledger.report(ADA.report(), SHORT);
        ledger.report(bob.report(), SHORT);

        // A pause of this machine counts as one of the ledger: then the silence counts anew.
        for (int tick = 0; tick < 200 && view("ada").state().isInContact(); tick++) {
            Thread.sleep(TICK);
            ledger.heartbeat(bob.executorId(), bob.process(), List.of());
            ledger.sweep(SHORT);
        }

        assertThat(view("ada").state()).isEqualTo(ExecutorState.LOST);
        assertThat(view("bob").state()).isEqualTo(ExecutorState.READY);
    }

    @Test
    void anAttemptThatAnEmptiedLedgerDoesNotKnowIsStoppedAndConfirmed() {
        server.command("FLUSHALL");
        assertThat(ledger.heartbeat(ADA.executorId(), ADA.process(), List.of(held(1, 1))))
                .isEqualTo(new io.dwr.redis.ledger.ExecutorLedger.HeartbeatAnswer(false, List.of(), List.of()));
        join(ADA);

        assertThat(ledger.supersede(job(1), failed(1, "ada"), LOST_AFTER).gone())
                .isFalse();
        assertThat(ledger.heartbeat(ADA.executorId(), ADA.process(), List.of(held(1, 1)))
                        .stop())
                .containsExactly(held(1, 1));
        ledger.confirmGone(job(1), 1);

        assertThat(newEvents()).containsExactly("gone 1.1");
        assertThat(freeCores("ada")).isEqualTo(4);
        assertThat(ledger.supersede(job(1), failed(1, "ada"), LOST_AFTER).gone())
                .isTrue();
    }

    @Test
    void anExecutorThatAnEmptiedLedgerNeverHearsOfIsOutOfContactInTime() throws InterruptedException {
        server.command("FLUSHALL");
        assertThat(ledger.supersede(job(1), failed(1, "ada"), SHORT).gone()).isFalse();

        List<String> told = List.of();
        for (int tick = 0; tick < 200 && told.isEmpty(); tick++) {
            Thread.sleep(TICK);
            ledger.sweep(SHORT);
            told = newEvents();
        }

        assertThat(told).containsExactly("gone 1.1");
    }

    @Test
    void theSweepForgetsASupersededAttemptWithoutAPlace() {
        begun();
        ledger.supersede(job(1), failed(1, "ada"), LOST_AFTER);
        server.command("DEL", "{dwr}:place:" + job(1));

        ledger.sweep(LOST_AFTER);

        assertThat(server.command("EXISTS", "{dwr}:superseded")).isEqualTo(":0");
        assertThat(newEvents()).isEmpty();
    }

    @Test
    void anAttemptNewerThanWhatARolledBackLedgerKnowsTakesTheOlderOnesPlace() {
        begun();

        assertThat(ledger.supersede(job(1), failed(2, "ada"), LOST_AFTER).gone())
                .isFalse();

        assertThat(freeCores("ada")).isEqualTo(3);
        assertThat(newEvents()).containsExactly("granted 2.1 ada");
        ledger.confirmGone(job(1), 2);
        assertThat(newEvents()).containsExactly("gone 1.2");
        assertThat(record(1).attempt()).isEqualTo(2);
        assertThat(record(1).attempts()).containsExactly(failed(2, "ada"));
    }

    @Test
    void aWaitingAttemptLeavesTheLine() {
        assertThat(ledger.supersede(job(2), failed(1, "ada"), LOST_AFTER).gone())
                .isTrue();

        assertThat(ledger.position(job(2))).isEmpty();
    }

    @Test
    void anAttemptOfAFinishedJobIsGone() {
        finish(1, 1);

        assertThat(ledger.supersede(job(1), failed(1, "ada"), LOST_AFTER).gone())
                .isTrue();
        assertThat(record(1).status()).isEqualTo(JobStatus.SUCCEEDED);
    }

    @Test
    void theEndOfAnAttemptThatNobodySawHasACause() {
        AttemptRecord silent = new AttemptRecord(1, failed(1, "ada").reservation(), null);

        ledger.supersede(job(1), silent, LOST_AFTER);

        assertThat(record(1).reason()).isEqualTo(StatusReason.EXECUTOR_LOST);
        assertThat(record(1).message()).isEqualTo("the executor ada is out of reach");
        assertThat(record(1).attempts()).containsExactly(silent);
    }

    private static void begun() {
        ledger.begin(job(1), 1, ADA.executorId());
        ledger.progress(job(1), 1, Stage.RUNNING, SUBMITTED);
    }

    private static void sweepUntilLost() throws InterruptedException {
        for (int tick = 0; tick < 200 && view("ada").state().isInContact(); tick++) {
            Thread.sleep(TICK);
            ledger.sweep(SHORT);
        }
        assertThat(view("ada").state().isInContact()).isFalse();
    }

    private static void assertThatAttemptHasEnded() {
        JobRecord job = record(1);
        assertThat(job.status()).isEqualTo(JobStatus.PENDING);
        assertThat(job.stage()).isEqualTo(Stage.WAITING);
        assertThat(job.reason()).isEqualTo(StatusReason.EXECUTOR_LOST);
        assertThat(job.attempts()).containsExactly(failed(1, "ada"));
    }
}
