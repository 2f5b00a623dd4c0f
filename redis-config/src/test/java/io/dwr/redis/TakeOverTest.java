package io.dwr.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.dwr.model.executor.ExecutorState;
import io.lettuce.core.ScriptOutputType;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A ledger that version 1 of the functions wrote, met by this version. */
class TakeOverTest extends RedisTest {
    /** Makes of a ledger what version 1 would have written: no roster, a list for the order, members without needs. */
    private static final String AS_VERSION_1 = """
            local tag = '{dwr}:'
            for _, id in ipairs(redis.call('ZRANGE', tag .. 'executors', 0, -1)) do
              redis.call('RPUSH', tag .. 'order', id)
              redis.call('HDEL', tag .. 'executor:' .. id, 'number', 'class', 'row')
            end
            for _, kept in ipairs({'executors', 'executor_count', 'contacts', 'class*', 'room*', 'whole*', 'vacant*',
                'barred*', 'labelled*', 'common_labels', 'needs_*'}) do
              for _, key in ipairs(redis.call('KEYS', tag .. kept)) do
                redis.call('DEL', key)
              end
            end
            for _, n in ipairs(redis.call('HVALS', tag .. 'shapes')) do
              local first = redis.call('ZRANGE', tag .. 'line:' .. n, 0, 0, 'WITHSCORES')
              redis.call('ZREM', tag .. 'lines', redis.call('HGET', tag .. 'shape:' .. n, 'head'))
              redis.call('ZADD', tag .. 'lines', first[2], first[1] .. ':' .. n)
              redis.call('HSET', tag .. 'shape:' .. n, 'head', first[1] .. ':' .. n)
            end
            return redis.call('LLEN', tag .. 'order')
            """;

    @Test
    void executorsKeepTheirOrderAndWhatIsReservedThere() {
        join(
                Machine.machine("zoe", 4, 8).withGpus("A100", 2, 80_000),
                Machine.machine("ada", 4, 8).labelled("disk", "fast"),
                Machine.machine("bob", 8, 8));
        ledger.setState(Machine.machine("bob", 8, 8).executorId(), ExecutorState.CORDONED);
        place(1, gpus(1, "any", 0));

        takeOver();

        assertThat(ledger.executors()).extracting(view -> view.id().value()).containsExactly("zoe", "ada", "bob");
        assertThat(reserve(2, 1, gpus(1, "a100", 0)).reservation())
                .isNotNull()
                .satisfies(reservation -> assertThat(reservation.gpuUuids()).containsExactly("GPU-zoe-1"));
        assertThat(place(3, gpus(1, "any", 0))).isEqualTo("waits");
        assertThat(place(4, size(3, 1))).isEqualTo("ada");
        assertThat(place(5, size(3, 1))).isEqualTo("waits");
    }

    @Test
    void thoseWhoWaitKeepTheirPlaces() {
        join(Machine.machine("ada", 4, 8));
        place(1, size(4, 1));
        place(2, size(3, 1));
        place(3, size(4, 1));
        ledger.reserve(job(4), 1, rank(4, 90), size(1, 1), Set.of());

        takeOver();
        assertThat(ledger.position(job(3))).hasValue(3);
        finish(1, 1);

        assertThat(newEvents()).containsExactly("granted 4.1 ada", "granted 2.1 ada");
    }

    private static void takeOver() {
        RedisConnection connection = RedisConnection.open(new RedisSettings(server.host(), server.port(), null, 0));
        connection.ask(commands -> commands.eval(AS_VERSION_1, ScriptOutputType.INTEGER));
        connection.loadFunctions();
        connection.loadFunctions();
        connection.close();
    }
}
