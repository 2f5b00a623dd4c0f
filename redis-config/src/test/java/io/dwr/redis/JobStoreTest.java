package io.dwr.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.dwr.model.job.JobId;
import io.dwr.model.job.JobRecord;
import io.dwr.model.job.JobStatus;
import io.dwr.model.job.Stage;
import io.dwr.redis.job.JobStore.Creation;
import io.dwr.redis.job.JobStore.Creation.Kind;
import io.dwr.redis.job.JobStore.Idempotency;
import io.dwr.redis.job.JobStore.PendingBySize;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Job records and the lists of them. */
class JobStoreTest extends RedisTest {
    @Test
    void aNewJobIsPendingAndWaits() {
        submit(1, size(1, 1));

        JobRecord job = record(1);

        assertThat(job.spec()).isEqualTo(spec(size(1, 1)));
        assertThat(job.status()).isEqualTo(JobStatus.PENDING);
        assertThat(job.stage()).isEqualTo(Stage.WAITING);
        assertThat(job.attempt()).isEqualTo(1);
        assertThat(job.createdAt()).isEqualTo(SUBMITTED.plusMillis(1));
        assertThat(job.updatedAt()).isEqualTo(job.createdAt());
        assertThat(job.statusAt()).isEqualTo(job.createdAt());
        assertThat(job.reason()).isNull();
        assertThat(job.message()).isNull();
        assertThat(job.reservation()).isNull();
        assertThat(job.exitCode()).isNull();
        assertThat(job.startedAt()).isNull();
        assertThat(job.finishedAt()).isNull();
        assertThat(job.attempts()).isEmpty();
        assertThat(jobs.find(job(2))).isEmpty();
    }

    @Test
    void creatingTheSameJobAgainChangesNothing() {
        join(Machine.machine("ada", 4, 8));
        submit(1, size(1, 1));
        place(1, size(1, 1));

        Creation again = jobs.create(job(1), spec(size(2, 2)), SUBMITTED, null);

        assertThat(again).isEqualTo(new Creation(Kind.CREATED, job(1)));
        assertThat(record(1).spec()).isEqualTo(spec(size(1, 1)));
        assertThat(record(1).stage()).isEqualTo(Stage.DISPATCHING);
        assertThat(jobs.pendingBySize()).isEqualTo(new PendingBySize(1, 0, 0));
    }

    @Test
    void anIdempotencyKeyGivesTheSameJobForTheSameBodyAndAConflictForAnother() {
        Idempotency key = new Idempotency("once only", "hash-1");

        assertThat(jobs.create(job(1), spec(size(1, 1)), SUBMITTED, key)).isEqualTo(new Creation(Kind.CREATED, job(1)));
        assertThat(jobs.create(job(2), spec(size(1, 1)), SUBMITTED, key))
                .isEqualTo(new Creation(Kind.REPLAYED, job(1)));
        assertThat(jobs.create(job(3), spec(size(1, 1)), SUBMITTED, new Idempotency("once only", "hash-2")))
                .isEqualTo(new Creation(Kind.CONFLICT, job(1)));
        assertThat(jobs.create(job(1), spec(size(1, 1)), SUBMITTED, key)).isEqualTo(new Creation(Kind.CREATED, job(1)));
        assertThat(jobs.list(null, 10, null)).hasSize(1);
    }

    @Test
    void twentySubmissionsAtOnceWithOneKeyMakeOneJob() throws Exception {
        Idempotency key = new Idempotency("key", "hash");
        Set<JobId> made = new HashSet<>();
        List<Kind> kinds = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Creation>> answers = new ArrayList<>();
            for (int n = 1; n <= 20; n++) {
                JobId jobId = job(n);
                answers.add(threads.submit(() -> jobs.create(jobId, spec(size(1, 1)), SUBMITTED, key)));
            }
            for (Future<Creation> answer : answers) {
                made.add(answer.get().jobId());
                kinds.add(answer.get().kind());
            }
        }

        assertThat(made).hasSize(1);
        assertThat(kinds)
                .containsOnlyOnce(Kind.CREATED)
                .filteredOn(Kind.REPLAYED::equals)
                .hasSize(19);
        assertThat(jobs.counts()).containsEntry(JobStatus.PENDING, 1L);
    }

    @Test
    void pagesAreNewestFirstAndEqualTimesGoById() {
        for (int n = 1; n <= 7; n++) {
            jobs.create(job(n), spec(size(1, 1)), SUBMITTED.plusMillis(n / 3), null);
        }

        List<JobId> all = ids(jobs.list(null, 10, null));

        assertThat(all).containsExactly(job(7), job(6), job(5), job(4), job(3), job(2), job(1));
        assertThat(ids(jobs.list(null, 3, null))).containsExactly(job(7), job(6), job(5));
        assertThat(ids(jobs.list(null, 3, job(5)))).containsExactly(job(4), job(3), job(2));
        assertThat(ids(jobs.list(null, 3, job(1)))).isEmpty();
        assertThat(ids(jobs.list(null, 0, null))).isEmpty();
    }

    @Test
    void aPageByStatusGoesOnAfterAJobThatHasAnotherStatusNow() {
        for (int n = 1; n <= 5; n++) {
            jobs.create(job(n), spec(size(1, 1)), SUBMITTED, null);
        }
        finish(3, 1);

        assertThat(ids(jobs.list(JobStatus.PENDING, 10, null))).containsExactly(job(5), job(4), job(2), job(1));
        assertThat(ids(jobs.list(JobStatus.PENDING, 10, job(3)))).containsExactly(job(2), job(1));
        assertThat(ids(jobs.list(JobStatus.SUCCEEDED, 10, null))).containsExactly(job(3));
        assertThat(ids(jobs.list(JobStatus.ABORTED, 10, null))).isEmpty();
    }

    @Test
    void aPageGoesOnAfterAJobThatIsForgotten() {
        for (int n = 1; n <= 3; n++) {
            submit(n, size(1, 1));
        }
        JobId forgotten = JobId.timeOrdered(SUBMITTED.toEpochMilli() + 2, new UUID(1, 1));

        assertThat(ids(jobs.list(null, 10, forgotten))).containsExactly(job(1));
    }

    @Test
    void expiredRecordsLeaveNoGapInAPage() throws InterruptedException {
        for (int n = 1; n <= 4; n++) {
            submit(n, size(1, 1));
        }
        ledger.finish(1, succeeded(3, 1), Duration.ofMillis(1));
        Thread.sleep(Duration.ofMillis(10));

        assertThat(ids(jobs.list(null, 3, null))).containsExactly(job(4), job(2), job(1));
    }

    @Test
    void countsFollowTheStatus() {
        join(Machine.machine("ada", 64, 64));
        for (int n = 1; n <= 4; n++) {
            submit(n, size(1, 1));
            place(n, size(1, 1));
        }
        ledger.progress(job(1), 1, Stage.PULLING, null);
        ledger.progress(job(2), 1, Stage.PULLING, null);
        ledger.progress(job(2), 1, Stage.RUNNING, SUBMITTED);
        finish(2, 1);
        ledger.progress(job(3), 1, Stage.PULLING, null);
        ledger.endAttempt(job(3), failed(1, "ada"));

        assertThat(jobs.counts())
                .containsEntry(JobStatus.PENDING, 2L)
                .containsEntry(JobStatus.RUNNING, 1L)
                .containsEntry(JobStatus.SUCCEEDED, 1L)
                .containsEntry(JobStatus.FAILED, 0L)
                .containsEntry(JobStatus.ABORTED, 0L);
        assertThat(jobs.pendingBySize()).isEqualTo(new PendingBySize(2, 0, 0));
        assertThat(ids(jobs.list(JobStatus.PENDING, 10, null))).containsExactly(job(4), job(3));
    }

    @Test
    void pendingJobsAreCountedBySize() {
        submit(1, size(2, 4));
        submit(2, size(3, 4));
        submit(3, size(2, 5));
        submit(4, gpus(1, "any", 0));
        submit(5, size(8, 32));
        submit(6, size(9, 1));
        submit(7, gpus(2, "any", 0));

        assertThat(jobs.pendingBySize()).isEqualTo(new PendingBySize(1, 4, 2));
        finish(5, 1);
        assertThat(jobs.pendingBySize()).isEqualTo(new PendingBySize(1, 3, 2));
    }

    @Test
    void theOldestPendingJob() {
        assertThat(jobs.oldestPending()).isEmpty();
        submit(1, size(1, 1));
        submit(2, size(1, 1));
        finish(1, 1);

        assertThat(jobs.oldestPending()).map(JobRecord::id).contains(job(2));
    }

    @Test
    void unfinishedJobsByAge() {
        submit(1, size(1, 1));
        submit(2, size(1, 1));
        finish(1, 1);
        server.command("ZINCRBY", "{dwr}:jobs_open", "-60000", job(2).value());
        submit(3, size(1, 1));

        assertThat(jobs.unfinished(Duration.ofMinutes(1), 10)).containsExactly(job(2));
        assertThat(jobs.unfinished(Duration.ZERO, 10)).containsExactly(job(2), job(3));
        assertThat(jobs.unfinished(Duration.ZERO, 1)).containsExactly(job(2));
        assertThat(jobs.unfinished(Duration.ofHours(1), 10)).isEmpty();
    }

    private static List<JobId> ids(List<JobRecord> records) {
        return records.stream().map(JobRecord::id).toList();
    }
}
