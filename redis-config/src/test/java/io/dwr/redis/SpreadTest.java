package io.dwr.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.dwr.redis.ledger.PlacementOrder;
import io.dwr.redis.ledger.PlacementPolicy;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Where a job goes when the emptiest executor is the first. */
class SpreadTest extends RedisTest {
    private RedisStores spreading;

    @BeforeEach
    void connect() {
        spreading = RedisStores.connect(
                new RedisSettings(server.host(), server.port(), null, 0),
                new PlacementPolicy(PlacementOrder.SPREAD, Duration.ZERO, 0));
    }

    @AfterEach
    void close() {
        spreading.close();
    }

    @Test
    void equallyEmptyExecutorsAreTakenInTurn() {
        join(Machine.machine("zoe", 4, 8), Machine.machine("ada", 4, 8), Machine.machine("bob", 4, 8));

        assertThat(spread(1, 1, 1)).isEqualTo("zoe");
        assertThat(spread(2, 1, 1)).isEqualTo("ada");
        assertThat(spread(3, 1, 1)).isEqualTo("bob");
        assertThat(spread(4, 1, 1)).isEqualTo("zoe");
    }

    @Test
    void theShareDecidesNotTheAmount() {
        join(Machine.machine("big", 64, 64), Machine.machine("small", 4, 4));

        assertThat(spread(1, 16, 16)).isEqualTo("big");
        assertThat(spread(2, 1, 1)).isEqualTo("small");
        assertThat(spread(3, 1, 1)).isEqualTo("big");
    }

    @Test
    void memoryCountsAsMuchAsCpu() {
        join(Machine.machine("ada", 10, 10), Machine.machine("bob", 10, 10));

        assertThat(spread(1, 1, 6)).isEqualTo("ada");
        assertThat(spread(2, 6, 2)).isEqualTo("bob");
        assertThat(spread(3, 1, 1)).isEqualTo("ada");
    }

    @Test
    void anEmptierExecutorWithoutRoomIsPassedOver() {
        join(Machine.machine("ada", 8, 8), Machine.machine("tiny", 1, 1));

        assertThat(spread(1, 2, 2)).isEqualTo("ada");
        assertThat(spread(2, 2, 2)).isEqualTo("ada");
    }

    @Test
    void theEmptiestIsFoundAmongManyAndAcrossClasses() {
        for (int n = 0; n < 200; n++) {
            join(Machine.machine("x" + n, 10, 10).in(n % 2 == 0 ? "north" : "south", ""));
        }
        for (int n = 0; n < 200; n++) {
            assertThat(spread(n, n == 133 ? 1 : 2, 1)).isEqualTo("x" + n);
        }

        assertThat(spread(300, 1, 1)).isEqualTo("x133");
        assertThat(spread(301, 1, 1)).isEqualTo("x0");
        assertThat(place(302, size(1, 1))).isEqualTo("x0");
    }

    private String spread(int n, int cores, int gib) {
        return where(spreading.ledger().reserve(job(n), 1, rank(n), size(cores, gib), Set.of()));
    }
}
