package io.dwr.redis;

import static io.dwr.redis.Machine.machine;
import static org.assertj.core.api.Assertions.assertThat;

import io.dwr.model.placement.Requirements;
import java.util.Set;

/** Jobs that their queue's quota has kept waiting for long. */
abstract class QuotaClaimStory extends QueueTest {
    static final Machine ADA = machine("ada", 8, 16);
    static final Machine BOB = machine("bob", 8, 16);

    static void urgent(int n, Requirements requirements) {
        submit(n, "ml", requirements);
        ledger.reserve(job(n), 1, rank(n, 100), requirements, Set.of());
    }

    static void theFirstOfEachLineHasWaitedLong(int... jobs) {
        for (int n : jobs) {
            waitsSince(1, n);
        }
        ledger.sweep(LOST_AFTER);
    }

    /** As the claims on the quota see it. */
    static void waitsSince(long time, int n) {
        try (RedisConnection connection =
                RedisConnection.open(new RedisSettings(server.host(), server.port(), null, 0))) {
            String shape = connection.ask(commands -> commands.hget("{dwr}:place:" + job(n), "shape"));
            connection.ask(commands -> commands.zadd("{dwr}:queue_ages:ml", time, shape));
        }
    }

    static void assertNothingIsClaimed() {
        assertThat(server.command("EXISTS", "{dwr}:quota_claims")).isEqualTo(":0");
    }
}
