package io.dwr.scheduler.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.dwr.model.queue.QueueLimits;
import io.dwr.scheduler.LedgerStory;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whose quotas hold. */
class QuotaKeeperTest {
    private static final QueueLimits ONE_GPU = new QueueLimits(null, null, 1L, null);

    private final LedgerStory story = new LedgerStory();
    private final QuotaKeeper keeper = new QuotaKeeper(story.stores.queues(), story.settings);

    @AfterEach
    void close() {
        story.close();
    }

    @Test
    void thoseOfTheSchedulerThatStartedLast() {
        keeper.round();
        assertOwnHold();

        story.stores.queues().setQuotas(Map.of("two-cores", ONE_GPU));
        keeper.round();
        assertThat(limits()).isEqualTo(ONE_GPU);

        new QuotaKeeper(story.stores.queues(), story.settings).round();
        assertOwnHold();
    }

    @Test
    void anEmptiedLedgerIsToldAgain() {
        keeper.round();
        story.emptyRedis();
        keeper.round();
        assertOwnHold();
    }

    private void assertOwnHold() {
        assertThat(limits()).isEqualTo(story.settings.quotas().get("two-cores"));
    }

    private QueueLimits limits() {
        return story.stores.queues().find("two-cores").limits();
    }
}
