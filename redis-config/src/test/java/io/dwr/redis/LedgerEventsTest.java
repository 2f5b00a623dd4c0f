package io.dwr.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.dwr.redis.ledger.LedgerEvents.Event;
import io.dwr.redis.ledger.LedgerEvents.Kind;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Events are delivered until somebody acknowledges them. */
class LedgerEventsTest extends RedisTest {
    private static final Duration LONG = Duration.ofSeconds(10);

    @Test
    void nothingHappened() {
        assertThat(events.read("one", 10, Duration.ofMillis(1))).isEmpty();
        assertThat(events.read("one", 10, Duration.ZERO)).isEmpty();
        assertThat(events.claim("one", 10, Duration.ZERO)).isEmpty();
        events.acknowledge(List.of());
    }

    @Test
    void anEventGoesToOneConsumerAndIsClaimedByAnotherUntilAcknowledged() {
        grants(2);

        List<Event> read = events.read("one", 1, LONG);
        assertThat(read).hasSize(1);
        assertThat(read.getFirst().kind()).isEqualTo(Kind.GRANTED);
        assertThat(events.read("two", 10, LONG)).hasSize(1).doesNotContainAnyElementsOf(read);

        assertThat(events.claim("two", 10, LONG)).isEmpty();
        assertThat(events.claim("two", 1, Duration.ZERO)).isEqualTo(read);

        events.acknowledge(read);
        events.acknowledge(read);
        assertThat(events.claim("one", 10, Duration.ZERO)).hasSize(1).doesNotContainAnyElementsOf(read);
        assertThat(server.command("XLEN", "{dwr}:grants")).isEqualTo(":1");
    }

    @Test
    void eventsOfTheTimeBeforeTheGroupAreDelivered() {
        grants(1);

        assertThat(newEvents()).containsExactly("granted 1.1 ada");
    }

    @Test
    void theGroupIsMadeAgainAfterAnEmptiedRedis() {
        grants(1);
        assertThat(newEvents()).hasSize(1);
        emptied();
        assertThat(events.claim("one", 10, Duration.ZERO)).isEmpty();
        emptyRedis();
        grants(1);

        assertThat(newEvents()).hasSize(1);
    }

    @Test
    void whoWaitsForEventsHoldsUpNobody() throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<List<Event>> waiting = threads.submit(() -> events.read("one", 10, LONG));

            grants(1);

            assertThat(waiting.get()).hasSize(1);
        }
    }

    private static void grants(int count) {
        for (int n = 1; n <= count; n++) {
            place(n, size(1, 1));
        }
        join(Machine.machine("ada", 4, 8));
    }
}
