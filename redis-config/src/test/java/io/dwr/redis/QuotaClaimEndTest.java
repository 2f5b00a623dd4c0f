package io.dwr.redis;

import static io.dwr.redis.Machine.machine;
import static org.assertj.core.api.Assertions.assertThat;

import io.dwr.model.executor.ExecutorState;
import io.dwr.redis.ledger.PlacementOrder;
import io.dwr.redis.ledger.PlacementPolicy;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Who claims nothing of a quota, and what ends a claim. */
class QuotaClaimEndTest extends QuotaClaimStory {
    @Test
    void whatIsClaimedIsOfferedToTheOthersWhenTheJobIsWithdrawn() {
        theSecondJobClaimsAndTheThirdWaits();
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
        theSecondJobClaimsAndTheThirdWaits();

        assertThat(where(reserve(2, 2, size(1, 2)))).isEqualTo("waits");
        ledger.sweep(LOST_AFTER);

        assertThat(newEvents()).containsExactly("granted 2.2 ada", "granted 3.1 ada");
        assertNothingIsClaimed();
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
        theSecondJobClaimsAndTheThirdWaits();

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
        theSecondJobClaimsAndTheThirdWaits();
        PlacementPolicy never = new PlacementPolicy(PlacementOrder.PACK, Duration.ZERO, 0);

        try (RedisStores others =
                RedisStores.connect(new RedisSettings(server.host(), server.port(), null, 0), never)) {
            others.ledger().sweep(LOST_AFTER);
        }

        assertNothingIsClaimed();
        assertThat(newEvents()).containsExactly("granted 3.1 ada");
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

    /** On ada, with two of the four cores of the quota left: less than the second job asks for, enough for the third. */
    private static void theSecondJobClaimsAndTheThirdWaits() {
        join(ADA);
        quota("ml", cores(4));
        place(1, "ml", size(2, 1));
        place(2, "ml", size(4, 1));
        theFirstOfEachLineHasWaitedLong(2);
        place(3, "ml", size(1, 1));
    }
}
