package io.dwr.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.dwr.model.job.AttemptRecord;
import io.dwr.model.job.FinalRecord;
import io.dwr.model.job.ImageUse;
import io.dwr.model.job.JobRecord;
import io.dwr.model.job.JobStatus;
import io.dwr.model.job.PullProgress;
import io.dwr.model.job.PullRetry;
import io.dwr.model.job.Stage;
import io.dwr.model.job.StatusReason;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The life of attempts: who may begin, report and end, and that an older attempt changes nothing. */
class AttemptTest extends RedisTest {
    private static final Machine ADA = Machine.machine("ada", 4, 8);
    private static final Machine BOB = Machine.machine("bob", 4, 8);

    @BeforeEach
    void adaAndBobJoin() {
        join(ADA, BOB);
    }

    @Test
    void aReservedAttemptIsPendingUntilItsExecutorTakesItUp() {
        submit(1, size(1, 1));
        place(1, size(1, 1));
        assertThat(record(1).status()).isEqualTo(JobStatus.PENDING);
        assertThat(record(1).stage()).isEqualTo(Stage.DISPATCHING);

        assertThat(ledger.progress(job(1), 1, Stage.PULLING, null)).isTrue();

        assertThat(record(1).status()).isEqualTo(JobStatus.RUNNING);
        assertThat(record(1).stage()).isEqualTo(Stage.PULLING);
        assertThat(record(1).startedAt()).isNull();
        assertThat(record(1).statusAt()).isAfter(SUBMITTED);

        Instant started = SUBMITTED.plusSeconds(3);
        ledger.progress(job(1), 1, Stage.RUNNING, started);

        assertThat(record(1).stage()).isEqualTo(Stage.RUNNING);
        assertThat(record(1).startedAt()).isEqualTo(started);
    }

    /** Case 83: a job that cannot be stopped says why. */
    @Test
    void whyAnAttemptStaysWhereItIsStandsUntilItGoesOn() {
        submit(1, size(1, 1));
        place(1, size(1, 1));
        ledger.progress(job(1), 1, Stage.STOPPING, null, "the engine does not end the container");
        assertThat(record(1).stage()).isEqualTo(Stage.STOPPING);
        assertThat(record(1).message()).isEqualTo("the engine does not end the container");
        assertThat(record(1).reason()).isNull();

        ledger.progress(job(1), 1, Stage.STOPPING, null);

        assertThat(record(1).message()).isNull();
    }

    @Test
    void theImageBelongsToThePresentAttempt() {
        ImageUse image = new ImageUse(
                "sha256:1",
                "sha256:2",
                new PullProgress(
                        3,
                        1,
                        100,
                        60,
                        3600L,
                        300L,
                        List.of(new PullRetry(SUBMITTED, "the registry cut the connection"))));
        submit(1, size(1, 1));
        place(1, size(1, 1));
        assertThat(record(1).image()).isNull();

        ledger.tellImage(job(1), 1, image);
        ledger.tellImage(job(1), 2, new ImageUse("sha256:9", null, null));
        assertThat(record(1).image()).isEqualTo(image);

        ledger.endAttempt(job(1), ended(1, "ada", StatusReason.ENGINE_UNAVAILABLE, null));
        reserve(1, 2, size(1, 1));
        ledger.tellImage(job(1), 1, image);

        assertThat(record(1).image()).isNull();
    }

    @Test
    void reserveIsIdempotent() {
        assertThat(place(1, size(1, 1))).isEqualTo("ada");
        assertThat(place(1, size(1, 1))).isEqualTo("ada");

        assertThat(freeCores("ada")).isEqualTo(3);
        assertThat(ledger.reservations()).hasSize(1);
    }

    @Test
    void onlyTheExactReservationMayBegin() {
        place(1, size(1, 1));

        assertThat(ledger.begin(job(1), 1, ADA.executorId())).isTrue();
        assertThat(ledger.begin(job(1), 1, ADA.executorId())).isTrue();
        assertThat(ledger.begin(job(1), 1, BOB.executorId())).isFalse();
        assertThat(ledger.begin(job(1), 2, ADA.executorId())).isFalse();
        assertThat(ledger.begin(job(2), 1, ADA.executorId())).isFalse();

        finish(1, 1);
        assertThat(ledger.begin(job(1), 1, ADA.executorId())).isFalse();
    }

    @Test
    void aWaitingAttemptMayNotBegin() {
        place(1, size(64, 1));

        assertThat(ledger.begin(job(1), 1, ADA.executorId())).isFalse();
        assertThat(ledger.progress(job(1), 1, Stage.PULLING, null)).isFalse();
    }

    @Test
    void anEndedAttemptFreesItsRoomAndTheJobIsPendingAgain() {
        submit(1, size(1, 1));
        place(1, size(1, 1));
        ledger.progress(job(1), 1, Stage.RUNNING, SUBMITTED);

        AttemptRecord first = ended(1, "ada", StatusReason.EXIT_CODE, 3);
        ledger.endAttempt(job(1), first);
        ledger.endAttempt(job(1), first);

        assertThat(freeCores("ada")).isEqualTo(4);
        JobRecord job = record(1);
        assertThat(job.status()).isEqualTo(JobStatus.PENDING);
        assertThat(job.stage()).isEqualTo(Stage.WAITING);
        assertThat(job.reason()).isEqualTo(StatusReason.EXIT_CODE);
        assertThat(job.message()).isEqualTo("the cause");
        assertThat(job.exitCode()).isEqualTo(3);
        assertThat(job.attempts()).containsExactly(first);
        assertThat(place(1, size(1, 1))).isEqualTo("stale");
    }

    @Test
    void theNextAttemptRunsAndTheCauseOfTheLastOneIsGone() {
        submit(1, size(1, 1));
        place(1, size(1, 1));
        ledger.progress(job(1), 1, Stage.RUNNING, SUBMITTED);
        ledger.endAttempt(job(1), failed(1, "ada"));

        assertThat(where(reserve(1, 2, size(1, 1), "ada"))).isEqualTo("bob");
        assertThat(record(1).attempt()).isEqualTo(2);
        assertThat(record(1).startedAt()).isNull();
        ledger.progress(job(1), 2, Stage.PULLING, null);

        assertThat(record(1).status()).isEqualTo(JobStatus.RUNNING);
        assertThat(record(1).reason()).isNull();
        assertThat(record(1).attempts()).extracting(AttemptRecord::number).containsExactly(1);
    }

    @Test
    void anOlderAttemptChangesNothing() {
        submit(1, size(1, 1));
        place(1, size(1, 1));
        ledger.endAttempt(job(1), failed(1, "ada"));
        reserve(1, 2, size(1, 1), "ada");
        ledger.progress(job(1), 2, Stage.RUNNING, SUBMITTED);
        JobRecord before = record(1);

        assertThat(place(1, size(1, 1))).isEqualTo("stale");
        assertThat(ledger.begin(job(1), 1, ADA.executorId())).isFalse();
        assertThat(ledger.progress(job(1), 1, Stage.STOPPING, null)).isFalse();
        ledger.endAttempt(job(1), failed(1, "ada"));
        ledger.release(job(1), 1);
        ledger.confirmGone(job(1), 1);
        finish(1, 1);
        assertThat(ledger.supersede(job(1), failed(1, "ada"), LOST_AFTER).gone())
                .isTrue();
        assertThat(ledger.withdraw(job(1), 1).placed()).isNull();

        assertThat(record(1)).isEqualTo(before);
        assertThat(freeCores("bob")).isEqualTo(3);
        assertThat(newEvents()).isEmpty();
    }

    @Test
    void aNewAttemptIsStaleWhileTheOldOneStillHoldsRoom() {
        place(1, size(1, 1));

        assertThat(where(reserve(1, 2, size(1, 1)))).isEqualTo("stale");
        assertThat(where(reserve(1, 1, size(1, 1)))).isEqualTo("ada");
    }

    @Test
    void finishWritesOnceAndFrees() {
        submit(1, size(1, 1));
        place(1, size(1, 1));
        ledger.progress(job(1), 1, Stage.RUNNING, SUBMITTED);

        finish(1, 1);
        FinalRecord other =
                new FinalRecord(job(1), JobStatus.ABORTED, StatusReason.ABORTED, "too late", null, List.of());
        ledger.finish(1, other, RETENTION);

        JobRecord job = record(1);
        assertThat(job.status()).isEqualTo(JobStatus.SUCCEEDED);
        assertThat(job.stage()).isEqualTo(Stage.ENDED);
        assertThat(job.reason()).isEqualTo(StatusReason.COMPLETED);
        assertThat(job.message()).isEqualTo("ended with exit code 0");
        assertThat(job.exitCode()).isZero();
        assertThat(job.finishedAt()).isNotNull();
        assertThat(job.startedAt()).isEqualTo(SUBMITTED);
        assertThat(job.attempts()).isEqualTo(succeeded(1, 1).attempts());
        assertThat(freeCores("ada")).isEqualTo(4);
        assertThat(ledger.reservations()).isEmpty();
    }

    @Test
    void finishOfAWaitingJobLeavesTheLine() {
        submit(1, size(64, 1));
        place(1, size(64, 1));

        ledger.finish(
                1,
                new FinalRecord(job(1), JobStatus.FAILED, StatusReason.ALLOCATION_TIMEOUT, "no room", null, List.of()),
                RETENTION);

        assertThat(ledger.position(job(1))).isEmpty();
        assertThat(record(1).status()).isEqualTo(JobStatus.FAILED);
        assertThat(record(1).exitCode()).isNull();
    }

    @Test
    void aLateReserveOfAFinishedJobIsStaleByItsTombstoneAndByItsRecord() {
        submit(1, size(1, 1));
        finish(1, 1);
        finish(2, 1);

        assertThat(place(1, size(1, 1))).isEqualTo("stale");
        assertThat(place(2, size(1, 1))).isEqualTo("stale");
        server.command("DEL", "{dwr}:place:" + job(1));
        assertThat(place(1, size(1, 1))).isEqualTo("stale");
        assertThat(where(reserve(1, 2, size(1, 1)))).isEqualTo("stale");
    }

    @Test
    void onlyATombstoneExpires() {
        String place = "{dwr}:place:" + job(1);
        place(1, size(1, 1));
        assertThat(server.command("TTL", place)).isEqualTo(":-1");
        ledger.release(job(1), 1);
        assertThat(server.command("TTL", place)).isEqualTo(":3600");
        reserve(1, 2, size(1, 1));
        assertThat(server.command("TTL", place)).isEqualTo(":-1");
        ledger.release(job(1), 2);
        reserve(1, 3, size(64, 1));
        assertThat(server.command("TTL", place)).isEqualTo(":-1");
        ledger.withdraw(job(1), 3);
        assertThat(server.command("TTL", place)).isEqualTo(":3600");
    }

    @Test
    void anOlderFinishOfAJobWithoutARecordChangesNothing() {
        place(1, size(1, 1));
        ledger.endAttempt(job(1), failed(1, "ada"));
        reserve(1, 2, size(1, 1));

        finish(1, 1);

        assertThat(ledger.reservations()).hasSize(1);
    }

    @Test
    void recordAndLogAndKeyExpireTogether() throws InterruptedException {
        jobs.create(job(1), spec(size(1, 1)), SUBMITTED, new io.dwr.redis.job.JobStore.Idempotency("key", "body"));
        logs.append(job(1), 1, 0, List.of(), "");
        ledger.finish(1, succeeded(1, 1), Duration.ofMillis(20));

        Thread.sleep(Duration.ofMillis(40));
        assertThat(jobs.find(job(1))).isEmpty();
        assertThat(jobs.counts()).containsEntry(JobStatus.SUCCEEDED, 1L);
        ledger.sweep(LOST_AFTER);

        assertThat(jobs.counts()).containsEntry(JobStatus.SUCCEEDED, 0L);
        assertThat(server.command("EXISTS", "{dwr}:idempotency:key", "{dwr}:log:" + job(1), "{dwr}:jobs_expiry"))
                .isEqualTo(":0");
    }

    @Test
    void releaseFreesAndNothingElse() {
        submit(1, size(4, 1));
        place(1, size(4, 1));
        place(2, size(4, 1));
        place(3, size(4, 1));

        ledger.release(job(1), 1);
        ledger.release(job(1), 1);
        ledger.release(job(3), 1);

        assertThat(newEvents()).containsExactly("granted 3.1 ada");
        assertThat(record(1).status()).isEqualTo(JobStatus.PENDING);
        assertThat(place(1, size(4, 1))).isEqualTo("stale");
        assertThat(where(reserve(1, 2, size(4, 1)))).isEqualTo("ada");
    }

    @Test
    void releaseOfAWaitingAttemptChangesNothing() {
        place(1, size(64, 1));

        ledger.release(job(1), 1);

        assertThat(ledger.position(job(1))).hasValue(1);
    }

    @Test
    void aJobWithoutARecordIsPlacedGrantedAndFinishedAllTheSame() {
        assertThat(place(1, size(4, 1))).isEqualTo("ada");
        assertThat(place(2, size(4, 1))).isEqualTo("bob");
        assertThat(place(3, size(1, 1))).isEqualTo("waits");
        assertThat(ledger.begin(job(1), 1, ADA.executorId())).isTrue();
        assertThat(ledger.progress(job(1), 1, Stage.RUNNING, SUBMITTED)).isTrue();
        finish(1, 1);

        assertThat(newEvents()).containsExactly("granted 3.1 ada");
        assertThat(jobs.find(job(1))).isEmpty();
        assertThat(jobs.find(job(3))).isEmpty();
        assertThat(jobs.list(null, 10, null)).isEmpty();
    }

    @Test
    void progressOfAnAttemptThatTheLedgerNeverHeardOfIsNotRefused() {
        assertThat(ledger.progress(job(1), 1, Stage.RUNNING, SUBMITTED)).isTrue();

        assertThat(jobs.find(job(1))).isEmpty();
    }

    @Test
    void reservationsNameWhoHoldsWhatWhere() {
        place(1, size(4, 1));
        place(2, size(4, 1));

        assertThat(ledger.reservations())
                .extracting(Object::toString)
                .containsExactlyInAnyOrder(
                        "HeldReservation[jobId=" + job(1) + ", attempt=1, executorId=ada]",
                        "HeldReservation[jobId=" + job(2) + ", attempt=1, executorId=bob]");
        assertThat(view("bob").jobs()).containsExactly(job(2));
    }
}
