package io.dwr.redis;

import static io.dwr.redis.Machine.machine;
import static org.assertj.core.api.Assertions.assertThat;

import io.dwr.model.executor.ExecutorState;
import io.dwr.model.placement.Placement;
import io.dwr.model.placement.Requirements;
import io.dwr.model.queue.QueueLimits;
import io.dwr.model.queue.QuotaShortage;
import io.dwr.redis.ledger.PlacementOrder;
import io.dwr.redis.ledger.PlacementPolicy;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A job that its queue's quota has kept waiting for long is not overtaken within its queue. */
class QuotaClaimTest extends QueueTest {
    private static final Machine ADA = machine("ada", 8, 16);
    private static final Machine BOB = machine("bob", 8, 16);

    @Test
    void nothingSmallerOfTheQueueGetsInUntilTheJobFits() {
        join(ADA, BOB);
        quota("ml", cores(4));
        place(1, "ml", size(2, 1));
        place(2, "ml", size(2, 1));
        place(3, "ml", size(4, 1));
        place(4, "ml", size(1, 1));
        theFirstOfEachLineHasWaitedLong(3);

        finish(1, 1);
        assertThat(newEvents()).isEmpty();
        assertThat(place(5, "ml", size(1, 2))).isEqualTo("waits");
        assertThat(place(6, "ml", size(2, 1))).isEqualTo("waits");
        finish(2, 1);

        assertThat(newEvents()).containsExactly("granted 3.1 ada");
        assertNothingIsClaimed();
        finish(3, 1);
        assertThat(newEvents()).containsExactly("granted 4.1 ada", "granted 5.1 ada", "granted 6.1 ada");
    }

    @Test
    void whoHasNotWaitedLongIsOvertaken() {
        join(ADA);
        quota("ml", cores(4));
        place(1, "ml", size(2, 1));
        place(2, "ml", size(2, 1));
        place(3, "ml", size(4, 1));
        place(4, "ml", size(1, 1));

        ledger.sweep(LOST_AFTER);
        finish(1, 1);

        assertThat(newEvents()).containsExactly("granted 4.1 ada");
        assertNothingIsClaimed();
    }

    @Test
    void aHigherPriorityDoesNotOvertakeEither() {
        join(ADA);
        quota("ml", cores(4));
        place(1, "ml", size(2, 1));
        place(2, "ml", size(2, 1));
        place(3, "ml", size(4, 1));
        theFirstOfEachLineHasWaitedLong(3);
        urgent(4, size(2, 1));
        urgent(5, size(4, 1));

        finish(1, 1);
        assertThat(newEvents()).isEmpty();
        finish(2, 1);

        assertThat(newEvents()).containsExactly("granted 3.1 ada");
    }

    @Test
    void otherQueuesGoOn() {
        join(ADA);
        queues.setQuotas(Map.of("ml", cores(4), "web", cores(4)));
        place(1, "ml", size(2, 1));
        place(2, "ml", size(4, 1));
        place(3, "web", size(4, 1));
        place(4, "web", size(1, 1));
        place(5, "default", size(2, 1));
        place(6, "default", size(1, 1));
        theFirstOfEachLineHasWaitedLong(2);

        finish(5, 1);
        assertThat(newEvents()).containsExactly("granted 6.1 ada");
        finish(3, 1);
        assertThat(newEvents()).containsExactly("granted 4.1 ada");
        assertThat(place(7, "web", size(2, 1))).isEqualTo("ada");
    }

    @Test
    void whoNeedsNothingOfWhatIsShortGoesOn() {
        join(ADA.withGpus("A100", 4, 40_000));
        quota("ml", new QueueLimits(8000L, null, 2L, null));
        place(1, "ml", gpus(1, "any", 0));
        place(2, "ml", gpus(2, "any", 0));
        theFirstOfEachLineHasWaitedLong(2);

        assertThat(place(3, "ml", gpus(1, "any", 0))).isEqualTo("waits");
        assertThat(place(4, "ml", size(6, 1))).isEqualTo("ada");
        assertThat(place(5, "ml", size(1, 1))).isEqualTo("waits");
        finish(1, 1);

        assertThat(newEvents()).containsExactly("granted 2.1 ada", "granted 5.1 ada");
    }

    @Test
    void whatIsClaimedIsOfferedToTheOthersWhenTheJobIsWithdrawn() {
        join(ADA);
        quota("ml", cores(4));
        place(1, "ml", size(2, 1));
        place(2, "ml", size(4, 1));
        theFirstOfEachLineHasWaitedLong(2);
        place(3, "ml", size(1, 1));
        place(4, "ml", size(2, 1));

        ledger.withdraw(job(2), 1);

        assertThat(newEvents()).containsExactly("granted 3.1 ada");
        assertNothingIsClaimed();
    }

    @Test
    void whatIsClaimedIsOfferedToTheOthersWhenTheJobIsAborted() {
        join(ADA, BOB);
        quota("ml", cores(4));
        place(1, "ml", size(2, 1));
        place(2, "ml", size(4, 1));
        theFirstOfEachLineHasWaitedLong(2);
        place(3, "ml", size(2, 1));

        finish(2, 1);

        assertThat(newEvents()).containsExactly("granted 3.1 ada");
        assertNothingIsClaimed();
    }

    @Test
    void whatIsClaimedIsOfferedToTheOthersWhenANewAttemptAsksForLess() {
        join(ADA);
        quota("ml", cores(4));
        place(1, "ml", size(2, 1));
        place(2, "ml", size(4, 1));
        theFirstOfEachLineHasWaitedLong(2);
        place(3, "ml", size(1, 1));

        assertThat(where(reserve(2, 2, size(1, 2)))).isEqualTo("waits");
        ledger.sweep(LOST_AFTER);

        assertThat(newEvents()).containsExactly("granted 2.2 ada", "granted 3.1 ada");
        assertNothingIsClaimed();
    }

    @Test
    void whatIsClaimedStaysClaimedWhileTheJobWaitsForRoom() {
        join(ADA);
        quota("ml", cores(8));
        place(1, "web", size(1, 1));
        place(2, "ml", size(3, 1));
        place(3, "ml", size(7, 1));
        theFirstOfEachLineHasWaitedLong(3);
        place(4, "web", size(2, 1));
        finish(2, 1);
        assertThat(newEvents()).isEmpty();

        assertThat(place(5, "ml", size(2, 1))).isEqualTo("waits");
        assertThat(place(6, "ml", size(1, 1))).isEqualTo("ada");
        finish(6, 1);
        finish(4, 1);

        assertThat(newEvents()).containsExactly("granted 3.1 ada");
    }

    @Test
    void anExecutorIsKeptForWhomTheQuotaHasRoomAgain() {
        join(ADA);
        quota("ml", cores(8));
        place(1, "web", size(4, 1));
        place(2, "ml", size(3, 1));
        place(3, "ml", size(6, 1));
        theFirstOfEachLineHasWaitedLong(3);
        finish(2, 1);
        urgent(4, size(6, 1));

        AgeHoldTest.theFirstOfEachLineHasWaitedLong(3);

        assertThat(place(5, "web", size(1, 1))).isEqualTo("waits");
        finish(1, 1);
        assertThat(newEvents()).containsExactly("granted 3.1 ada", "granted 5.1 ada");
    }

    @Test
    void aJobThatAsksForMoreThanTheWholeQuotaClaimsNothing() {
        join(ADA);
        quota("ml", cores(4));
        place(1, "ml", size(2, 1));
        place(2, "ml", size(5, 1));

        theFirstOfEachLineHasWaitedLong(2);

        assertNothingIsClaimed();
        assertThat(place(3, "ml", size(2, 1))).isEqualTo("ada");
    }

    @Test
    void aJobThatNoExecutorCouldHoldClaimsNothing() {
        join(ADA);
        quota("ml", cores(16));
        place(1, "ml", size(7, 1));
        place(2, "ml", size(10, 1));

        theFirstOfEachLineHasWaitedLong(2);

        assertNothingIsClaimed();
        assertThat(place(3, "ml", size(1, 1))).isEqualTo("ada");
    }

    @Test
    void aClaimEndsOnceNoExecutorCouldHoldTheJob() {
        join(ADA, machine("bob", 2, 4));
        quota("ml", cores(4));
        place(1, "ml", size(1, 1));
        place(2, "ml", size(4, 1));
        theFirstOfEachLineHasWaitedLong(2);
        place(3, "ml", size(1, 1));
        ledger.setState(ADA.executorId(), ExecutorState.CORDONED);

        ledger.sweep(LOST_AFTER);

        assertThat(newEvents()).containsExactly("granted 3.1 bob");
        assertNothingIsClaimed();
    }

    @Test
    void aClaimEndsWithTheQuotaThatCouldHoldIt() {
        join(ADA);
        quota("ml", cores(4));
        place(1, "ml", size(2, 1));
        place(2, "ml", size(4, 1));
        theFirstOfEachLineHasWaitedLong(2);
        place(3, "ml", size(1, 1));

        quota("ml", cores(3));

        assertThat(newEvents()).containsExactly("granted 3.1 ada");
        assertNothingIsClaimed();
    }

    @Test
    void aClaimOutlastsAChangeOfTheQuotaThatCanHoldIt() {
        join(ADA);
        quota("ml", cores(4));
        place(1, "ml", size(3, 1));
        place(2, "ml", size(4, 1));
        theFirstOfEachLineHasWaitedLong(2);
        place(3, "ml", size(1, 1));
        place(4, "ml", size(1, 1));

        quota("ml", cores(5));
        assertThat(newEvents()).isEmpty();
        quota("ml", cores(8));
        assertThat(newEvents()).containsExactly("granted 2.1 ada", "granted 3.1 ada");
    }

    @Test
    void withoutAgeHoldNothingIsClaimed() {
        join(ADA);
        quota("ml", cores(4));
        place(1, "ml", size(2, 1));
        place(2, "ml", size(4, 1));
        theFirstOfEachLineHasWaitedLong(2);
        place(3, "ml", size(1, 1));
        PlacementPolicy never = new PlacementPolicy(PlacementOrder.PACK, Duration.ZERO, 0);

        try (RedisStores others =
                RedisStores.connect(new RedisSettings(server.host(), server.port(), null, 0), never)) {
            others.ledger().sweep(LOST_AFTER);
        }

        assertNothingIsClaimed();
        assertThat(newEvents()).containsExactly("granted 3.1 ada");
    }

    @Test
    void theLongestWaitingClaimsAndTheNextAfterIt() {
        join(ADA);
        quota("ml", cores(4));
        place(1, "ml", size(2, 1));
        place(2, "ml", size(4, 2));
        place(3, "ml", size(4, 1));
        waitsSince(1, 3);
        waitsSince(2, 2);
        ledger.sweep(LOST_AFTER);

        finish(1, 1);
        assertThat(newEvents()).containsExactly("granted 3.1 ada");
        ledger.sweep(LOST_AFTER);
        assertThat(place(4, "ml", size(1, 1))).isEqualTo("waits");
        finish(3, 1);
        assertThat(newEvents()).containsExactly("granted 2.1 ada");
    }

    @Test
    void manyThatClaimNothingStandInNobodysWay() {
        join(machine("ada", 8, 512));
        quota("ml", cores(4));
        place(1, "ml", size(2, 1));
        for (int n = 2; n < 150; n++) {
            place(n, "ml", size(5, n));
            waitsSince(n, n);
        }
        place(150, "ml", size(4, 1));
        waitsSince(150, 150);

        ledger.sweep(LOST_AFTER);
        assertNothingIsClaimed();
        ledger.sweep(LOST_AFTER);

        assertThat(place(200, "ml", size(1, 1))).isEqualTo("waits");
    }

    @Test
    void whoIsHeldUpIsToldThatTheQuotaIsKept() {
        join(ADA);
        quota("ml", cores(4));
        place(1, "ml", size(2, 1));
        place(2, "ml", size(4, 1));
        theFirstOfEachLineHasWaitedLong(2);
        submit(3, "ml", size(1, 1));

        assertThat(reserve(3, 1, size(1, 1)))
                .isEqualTo(Placement.heldUp("queue ml uses 2 of 4 CPU cores, 4 are kept for a job that has waited for"
                        + " long, and the job asks for 1"));
        assertThat(queues.find("ml").shortage(job(2), size(4, 1)))
                .contains(new QuotaShortage("ml", false, "queue ml uses 2 of 4 CPU cores, and the job asks for 4"));
    }

    private static void urgent(int n, Requirements requirements) {
        submit(n, "ml", requirements);
        ledger.reserve(job(n), 1, rank(n, 100), requirements, Set.of());
    }

    private static void theFirstOfEachLineHasWaitedLong(int... jobs) {
        for (int n : jobs) {
            waitsSince(1, n);
        }
        ledger.sweep(LOST_AFTER);
    }

    /** As the claims on the quota see it. */
    private static void waitsSince(long time, int n) {
        try (RedisConnection connection =
                RedisConnection.open(new RedisSettings(server.host(), server.port(), null, 0))) {
            String shape = connection.ask(commands -> commands.hget("{dwr}:place:" + job(n), "shape"));
            connection.ask(commands -> commands.zadd("{dwr}:queue_ages:ml", time, shape));
        }
    }

    private static void assertNothingIsClaimed() {
        assertThat(server.command("EXISTS", "{dwr}:quota_claims")).isEqualTo(":0");
    }
}
