package io.dwr.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.dwr.model.placement.Placement;
import io.dwr.model.queue.QueueLimits;
import io.dwr.model.queue.QuotaShortage;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A job that its queue's quota has kept waiting for long is not overtaken within its queue. */
class QuotaClaimTest extends QuotaClaimStory {
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
}
