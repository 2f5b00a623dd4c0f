package io.dwr.redis;

import static io.dwr.redis.Machine.machine;
import static org.assertj.core.api.Assertions.assertThat;

import io.dwr.model.executor.ExecutorState;
import io.dwr.model.job.StatusReason;
import io.dwr.model.placement.Placement;
import io.dwr.model.queue.QueueLimits;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What the quota of a queue keeps waiting, and who is served when it leaves more. */
class QuotaTest extends QueueTest {
    private static final Machine ADA = machine("ada", 8, 16);
    private static final Machine BOB = machine("bob", 8, 16);

    @Test
    void aQueueTakesNoMoreThanItsQuotaAndOthersTakeTheRest() {
        join(ADA);
        quota("ml", cores(2));

        assertThat(place(1, "ml", size(2, 1))).isEqualTo("ada");
        assertThat(place(2, "ml", size(1, 1))).isEqualTo("waits");
        assertThat(place(3, "web", size(1, 1))).isEqualTo("ada");
        assertThat(place(4, "default", size(5, 1))).isEqualTo("ada");
    }

    @Test
    void whoIsHeldUpIsToldByWhat() {
        join(ADA);
        quota("ml", cores(2));
        place(1, "ml", size(2, 1));
        submit(2, "ml", size(1, 1));
        submit(3, "web", size(9, 1));

        assertThat(reserve(2, 1, size(1, 1)))
                .isEqualTo(Placement.heldUp("queue ml uses 2 of 2 CPU cores, and the job asks for 1"));
        assertThat(reserve(3, 1, size(9, 1)).quota()).isNull();
    }

    @Test
    void memoryAndGpusCountToo() {
        join(ADA.withGpus("A100", 4, 40_000));
        queues.setQuotas(Map.of("big", most(4L, null), "ml", most(null, 2L)));

        assertThat(place(1, "big", size(1, 3))).isEqualTo("ada");
        assertThat(place(2, "big", size(1, 2))).isEqualTo("waits");
        assertThat(place(3, "ml", gpus(2, "any", 0))).isEqualTo("ada");
        assertThat(place(4, "ml", gpus(1, "any", 0))).isEqualTo("waits");
        assertThat(place(5, "ml", size(1, 1))).isEqualTo("ada");
    }

    @Test
    void whoWaitsForTheQuotaIsServedWhereverThereIsRoom() {
        join(ADA, BOB);
        quota("ml", cores(4));
        place(1, "web", size(6, 1));
        place(2, "ml", size(4, 1));
        assertThat(place(3, "ml", size(2, 2))).isEqualTo("waits");

        finish(2, 1);

        assertThat(newEvents()).containsExactly("granted 3.1 ada");
    }

    @Test
    void ofThoseWhoWaitForTheQuotaTheFirstByRankIsServed() {
        join(ADA);
        quota("ml", cores(4));
        place(1, "ml", size(4, 1));
        place(2, "ml", size(2, 1));
        place(3, "ml", size(4, 1));
        submit(4, "ml", size(2, 2));
        ledger.reserve(job(4), 1, rank(4, 90), size(2, 2), Set.of());

        finish(1, 1);

        assertThat(newEvents()).containsExactly("granted 4.1 ada", "granted 2.1 ada");
        finish(4, 1);
        assertThat(newEvents()).isEmpty();
        finish(2, 1);
        assertThat(newEvents()).containsExactly("granted 3.1 ada");
    }

    @Test
    void anotherQueuesJobOfAHigherRankIsServedFirstWhereItFits() {
        join(ADA);
        quota("ml", cores(4));
        place(1, "ml", size(4, 1));
        place(2, "web", size(4, 1));
        place(3, "web", size(3, 1));
        place(4, "ml", size(4, 2));
        place(5, "ml", size(1, 1));

        finish(1, 1);

        assertThat(newEvents()).containsExactly("granted 3.1 ada", "granted 5.1 ada");
    }

    @Test
    void aFullQueueHoldsUpNobodyElse() {
        join(ADA);
        quota("ml", cores(2));
        place(1, "ml", size(2, 1));
        place(2, "web", size(6, 1));
        place(3, "ml", size(2, 1));
        place(4, "web", size(2, 1));

        finish(2, 1);

        assertThat(newEvents()).containsExactly("granted 4.1 ada");
    }

    @Test
    void equalWishesOfQueuesWithoutQuotaShareOneLine() {
        join(ADA);
        quota("ml", cores(1));
        place(1, "web", size(8, 1));
        place(2, "web", size(1, 1));
        place(3, "default", size(1, 1));
        place(4, "ml", size(1, 1));
        place(5, "ml", size(1, 1));

        assertThat(server.command("HLEN", "{dwr}:shapes")).isEqualTo(":2");
        finish(1, 1);
        assertThat(newEvents()).containsExactly("granted 2.1 ada", "granted 3.1 ada", "granted 4.1 ada");
    }

    @Test
    void aRetryGivesBackBeforeItTakesAgain() {
        join(ADA, BOB);
        quota("ml", cores(4));
        place(1, "ml", size(4, 1));
        place(2, "ml", size(4, 1));

        ledger.endAttempt(job(1), ended(1, "ada", StatusReason.EXECUTOR_LOST, null));

        assertThat(newEvents()).containsExactly("granted 2.1 ada");
        assertThat(where(reserve(1, 2, size(4, 1), "ada"))).isEqualTo("waits");
        finish(2, 1);
        assertThat(newEvents()).containsExactly("granted 1.2 bob");
    }

    @Test
    void whatAJobAvoidsIsMindedWhenItsQuotaLeavesMore() {
        join(ADA);
        quota("ml", cores(4));
        place(1, "ml", size(4, 1));
        ledger.endAttempt(job(1), ended(1, "ada", StatusReason.EXECUTOR_LOST, null));
        place(2, "ml", size(4, 1));
        assertThat(where(reserve(1, 2, size(4, 1), "ada"))).isEqualTo("waits");

        finish(2, 1);

        assertThat(newEvents()).containsExactly("granted 1.2 ada");
    }

    @Test
    void aSupersededAttemptTakesOfTheQuotaUntilItIsGone() {
        join(ADA, BOB);
        quota("ml", cores(4));
        place(1, "ml", size(4, 1));
        ledger.begin(job(1), 1, ADA.executorId());
        ledger.supersede(job(1), failed(1, "ada"), LOST_AFTER);
        assertThat(place(2, "ml", size(1, 1))).isEqualTo("waits");

        ledger.confirmGone(job(1), 1);

        assertThat(newEvents()).containsExactly("gone 1.1", "granted 2.1 ada");
    }

    @Test
    void aNewExecutorServesNobodyWhoseQueueIsFull() {
        join(ADA);
        quota("ml", cores(8));
        place(1, "ml", size(8, 1));
        place(2, "ml", size(8, 1));
        place(3, "web", size(8, 1));

        join(BOB);

        assertThat(newEvents()).containsExactly("granted 3.1 bob");
    }

    @Test
    void whoLeavesTheLineMakesNoRoomInTheQuota() {
        join(ADA);
        quota("ml", cores(2));
        place(1, "ml", size(2, 1));
        place(2, "ml", size(1, 1));
        place(3, "ml", size(1, 1));

        ledger.withdraw(job(2), 1);

        assertThat(newEvents()).isEmpty();
        finish(1, 1);
        assertThat(newEvents()).containsExactly("granted 3.1 ada");
    }

    @Test
    void aHigherQuotaServesThoseWhoWait() {
        join(ADA);
        quota("ml", cores(1));
        place(1, "ml", size(1, 1));
        place(2, "ml", size(2, 1));
        place(3, "ml", size(1, 1));

        quota("ml", cores(3));
        assertThat(newEvents()).containsExactly("granted 2.1 ada");
        queues.setQuotas(Map.of());
        assertThat(newEvents()).containsExactly("granted 3.1 ada");
    }

    @Test
    void aLowerQuotaEndsNothingAndGivesNothing() {
        join(ADA);
        quota("ml", cores(8));
        place(1, "ml", size(4, 1));
        place(2, "ml", size(2, 1));

        quota("ml", cores(3));

        assertThat(place(3, "ml", size(1, 1))).isEqualTo("waits");
        finish(2, 1);
        assertThat(newEvents()).isEmpty();
        finish(1, 1);
        assertThat(newEvents()).containsExactly("granted 3.1 ada");
    }

    @Test
    void aQuotaThatIsSetWhileJobsWaitHoldsForThem() {
        join(ADA);
        place(1, "web", size(8, 1));
        for (int n = 2; n <= 5; n++) {
            place(n, n % 2 == 0 ? "ml" : "web", size(2, 1));
        }
        place(6, "ml", size(1, 1));
        quota("ml", cores(3));

        finish(1, 1);

        assertThat(newEvents())
                .containsExactly("granted 2.1 ada", "granted 3.1 ada", "granted 5.1 ada", "granted 6.1 ada");
        assertThat(ledger.position(job(4))).hasValue(1);
        finish(2, 1);
        assertThat(newEvents()).containsExactly("granted 4.1 ada");
    }

    @Test
    void aJobWhoseQueueIsFullIsKeptNoExecutor() {
        join(ADA);
        quota("ml", cores(2));
        place(1, "ml", size(2, 1));
        place(2, "ml", size(2, 1));
        AgeHoldTest.theFirstOfEachLineHasWaitedLong(2);

        assertThat(place(3, "web", size(6, 1))).isEqualTo("ada");
        assertThat(server.command("SCARD", "{dwr}:claims")).isEqualTo(":0");
    }

    @Test
    void anExecutorIsKeptNoLongerOnceTheQueueOfItsJobIsFull() {
        join(ADA, BOB);
        quota("ml", cores(8));
        place(1, "web", size(4, 1));
        place(2, "web", size(5, 1));
        place(3, "ml", size(6, 1));
        AgeHoldTest.theFirstOfEachLineHasWaitedLong(3);
        assertThat(server.command("SCARD", "{dwr}:claims")).isEqualTo(":1");
        assertThat(place(4, "ml", size(3, 1))).isEqualTo("bob");

        ledger.sweep(LOST_AFTER);

        assertThat(server.command("SCARD", "{dwr}:claims")).isEqualTo(":0");
        assertThat(place(5, "web", size(4, 1))).isEqualTo("ada");
    }

    @Test
    void aLineOfManyWishesIsServedInParts() {
        join(machine("ada", 4000, 8000).withMostJobs(10_000));
        quota("ml", new QueueLimits(2000_000L, null, null, null));
        place(1, "ml", size(2000, 1));
        for (int n = 2; n <= 1500; n++) {
            place(n, "ml", size(1, n));
        }

        finish(1, 1);

        assertThat(newEvents()).hasSize(125).startsWith("granted 2.1 ada", "granted 3.1 ada");
        assertThat(server.command("HLEN", "{dwr}:unfinished")).isEqualTo(":0");
    }

    @Test
    void aCordonedExecutorsJobGivesItsQuotaToOthersElsewhere() {
        join(ADA, BOB);
        quota("ml", cores(2));
        place(1, "ml", size(2, 1));
        place(2, "ml", size(2, 1));
        ledger.setState(ADA.executorId(), ExecutorState.CORDONED);

        finish(1, 1);

        assertThat(newEvents()).containsExactly("granted 2.1 bob");
    }
}
