package io.dwr.redis;

import static io.dwr.redis.Machine.machine;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dwr.model.executor.HeldResources;
import io.dwr.model.job.ImageUse;
import io.dwr.model.job.JobSpec;
import io.dwr.model.job.RunPolicy;
import io.dwr.model.job.Stage;
import io.dwr.model.placement.Reservation;
import io.dwr.redis.ledger.LedgerUnavailableException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A ledger that lost its newest second, or all: what it still has, or got from an executor, is brought in line. */
class RolledBackTest extends RedisTest {
    private static final Machine ADA = machine("ada", 4, 16).withGpus("A100", 2, 40_000);

    private static String close() {
        server.command("HSET", "{dwr}:ledger", "server", "another");
        return recovery.closed().orElseThrow();
    }

    private static boolean adopt() {
        return recovery.adopt(job(1), 1, new Reservation("ada", "10.0.0.1", List.of("GPU-ada-0")), gpus(1, "any", 0));
    }

    @Test
    void aJobThatItsExecutorReportedFirstHasAWholeRecord() {
        emptied();
        HeldResources held = new HeldResources(held(1, 1), Machine.resources(1, 1), List.of("GPU-ada-0"));
        ledger.report(ADA.report(List.of(held)), LOST_AFTER);
        JobSpec spec = spec(gpus(1, "any", 0));
        jobs.restore(job(1), inQueue(spec, "ml"), SUBMITTED);

        assertThat(adopt()).isTrue();

        assertThat(record(1).stage()).isEqualTo(Stage.DISPATCHING);
        assertThat(record(1).reservation()).isEqualTo(new Reservation("ada", "10.0.0.1", List.of("GPU-ada-0")));
        assertThat(stores.queues().find("ml").use().gpus()).isEqualTo(1);
        assertThat(stores.queues().find("default").use().gpus()).isZero();
        assertThat(adopt()).isTrue();
        assertThat(stores.queues().find("ml").use().gpus()).isEqualTo(1);
        finish(1, 1);
        assertThat(stores.queues().find("ml").use().gpus()).isZero();
        assertThat(freeCores("ada")).isEqualTo(4);
    }

    @Test
    void aRecordThatIsFurtherStaysAsItIs() {
        join(ADA);
        submit(1, gpus(1, "any", 0));
        place(1, gpus(1, "any", 0));
        ledger.progress(job(1), 1, Stage.RUNNING, SUBMITTED);
        close();

        assertThat(adopt()).isTrue();

        assertThat(record(1).stage()).isEqualTo(Stage.RUNNING);
    }

    /** That it was taken up may be in the lost second. */
    @Test
    void anAdoptedAttemptCountsAsBegun() {
        join(ADA);
        place(1, gpus(1, "any", 0));
        close();
        adopt();
        join(ADA);

        assertThat(ledger.supersede(job(1), failed(1, "ada"), LOST_AFTER).gone())
                .isFalse();
    }

    @Test
    void whoIsBetweenTwoAttemptsIsToldToAskAgain() {
        join(ADA);
        place(1, size(1, 1));
        String mark = close();

        assertThatThrownBy(() -> reserve(1, 2, size(1, 1))).isInstanceOf(LedgerUnavailableException.class);

        recovery.settle(job(1), 1, mark);
        join(ADA);
        recovery.reopen(mark);
        assertThat(freeCores("ada")).isEqualTo(4);
        assertThat(where(reserve(1, 2, size(1, 1)))).isEqualTo("ada");
    }

    /** As of a Redis that was set back to an older copy. */
    @Test
    void anAttemptThatIsOverStandsInNoLineEither() {
        join(ADA);
        place(2, size(4, 4));
        assertThat(place(1, size(4, 4))).isEqualTo("waits");
        String mark = close();
        recovery.settle(job(1), 1, mark);
        recovery.settle(job(2), 1, mark);
        join(ADA);
        recovery.reopen(mark);

        assertThat(newEvents()).isEmpty();
        assertThat(where(reserve(1, 2, size(4, 4)))).isEqualTo("ada");
    }

    /** Whoever asked to have it stopped did not know what it holds. */
    @Test
    void whatCountedForNoQueueIsTakenFromNone() {
        emptied();
        ledger.supersede(job(1), failed(1, "ada"), LOST_AFTER);
        jobs.restore(job(1), inQueue(spec(size(1, 1)), "ml"), SUBMITTED);

        assertThat(adopt()).isTrue();

        assertThat(stores.queues().find("default").use().runningJobs()).isZero();
        assertThat(stores.queues().find("ml").use().runningJobs()).isEqualTo(1);
    }

    @Test
    void whatANewerAttemptHoldsIsNotOver() {
        join(ADA);
        place(1, size(1, 1));
        String mark = close();

        recovery.settle(job(1), 0, mark);

        assertThat(ledger.reservations()).hasSize(1);
    }

    /** A scheduler that was slow speaks of a time that is over. */
    @Test
    void aLateWordFreesNothing() {
        join(ADA);
        String mark = close();
        join(ADA);
        recovery.reopen(mark);
        place(1, size(1, 1));

        recovery.settle(job(1), 1, mark);

        assertThat(ledger.reservations()).hasSize(1);
        assertThat(freeCores("ada")).isEqualTo(3);
    }

    @Test
    void aStageThatIsToldAgainAndKnownLeavesTheRecordAlone() throws InterruptedException {
        join(ADA);
        submit(1, size(1, 1));
        place(1, size(1, 1));
        ledger.progress(job(1), 1, Stage.RUNNING, SUBMITTED, "a sentence");
        ImageUse image = new ImageUse("sha256:1", null, null);
        ledger.tellImage(job(1), 1, image);
        var before = record(1);
        Thread.sleep(5);

        assertThat(ledger.progress(job(1), 1, Stage.RUNNING, SUBMITTED, "a sentence"))
                .isTrue();
        ledger.tellImage(job(1), 1, image);
        assertThat(record(1)).isEqualTo(before);

        assertThat(ledger.progress(job(1), 1, Stage.RUNNING, SUBMITTED)).isTrue();
        assertThat(record(1).message()).isNull();
    }

    private static JobSpec inQueue(JobSpec spec, String queue) {
        RunPolicy policy = new RunPolicy(null, 3600, 10, 0, 50, queue);
        return new JobSpec(spec.name(), spec.labels(), spec.container(), spec.requirements(), policy);
    }
}
