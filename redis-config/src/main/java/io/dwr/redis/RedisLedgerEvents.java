package io.dwr.redis;

import io.dwr.model.job.JobId;
import io.dwr.model.placement.Reservation;
import io.dwr.redis.ledger.LedgerEvents;
import io.dwr.redis.ledger.LedgerUnavailableException;
import io.lettuce.core.Consumer;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.RedisException;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.XAutoClaimArgs;
import io.lettuce.core.XGroupCreateArgs;
import io.lettuce.core.XReadArgs;
import io.lettuce.core.api.StatefulRedisConnection;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The ledger's events over a stream. What blocks has a connection of its own, used by one reader at a time. */
final class RedisLedgerEvents implements LedgerEvents {
    private static final String GROUP = "schedulers";
    private static final String FROM_THE_START = "0";

    private final RedisConnection redis;
    private final ReentrantLock reading = new ReentrantLock();
    private @Nullable StatefulRedisConnection<String, String> blocking;

    RedisLedgerEvents(RedisConnection redis) {
        this.redis = redis;
    }

    @Override
    public List<Event> read(String consumer, int limit, Duration wait) {
        reading.lock();
        try {
            return withGroup(() -> events(readNew(consumer, limit, wait)));
        } catch (LedgerUnavailableException failure) {
            if (failure.getCause() instanceof RedisCommandTimeoutException) {
                connectAnewNextTime();
            }
            throw failure;
        } finally {
            reading.unlock();
        }
    }

    @Override
    public List<Event> claim(String consumer, int limit, Duration idle) {
        XAutoClaimArgs<String> arguments = XAutoClaimArgs.Builder.xautoclaim(
                        Consumer.from(GROUP, consumer), idle, FROM_THE_START)
                .count(limit);
        return withGroup(() -> events(redis.raw(commands -> commands.xautoclaim(RedisKeys.GRANTS, arguments))
                .getMessages()));
    }

    @Override
    public void acknowledge(List<Event> events) {
        if (events.isEmpty()) {
            return;
        }
        String[] ids = events.stream().map(Event::id).toArray(String[]::new);
        redis.ask(commands -> commands.xack(RedisKeys.GRANTS, GROUP, ids));
        redis.ask(commands -> commands.xdel(RedisKeys.GRANTS, ids));
    }

    /** Makes stream and group, from the first event that is still there. */
    void makeGroup() {
        try {
            redis.raw(commands -> commands.xgroupCreate(
                    XReadArgs.StreamOffset.from(RedisKeys.GRANTS, FROM_THE_START),
                    GROUP,
                    XGroupCreateArgs.Builder.mkstream()));
        } catch (RedisException failure) {
            if (!RedisFailures.isGroupThere(failure)) {
                throw redis.failures().unavailable(failure);
            }
        }
    }

    /** An emptied Redis has no group: then it is made again. */
    private <T> T withGroup(Supplier<T> command) {
        try {
            return command.get();
        } catch (RedisException failure) {
            if (!RedisFailures.isGroupMissing(failure)) {
                throw redis.failures().unavailable(failure);
            }
        }
        makeGroup();
        try {
            return command.get();
        } catch (RedisException failure) {
            throw redis.failures().unavailable(failure);
        }
    }

    // An array of one generic parameter: nothing else is put into it.
    @SuppressWarnings("unchecked")
    private @Nullable List<StreamMessage<String, String>> readNew(String consumer, int limit, Duration wait) {
        return RedisConnection.send(
                blocking(wait),
                connection -> connection
                        .sync()
                        .xreadgroup(
                                Consumer.from(GROUP, consumer),
                                readArguments(limit, wait),
                                XReadArgs.StreamOffset.lastConsumed(RedisKeys.GRANTS)));
    }

    private StatefulRedisConnection<String, String> blocking(Duration wait) {
        StatefulRedisConnection<String, String> connection = blocking;
        if (connection == null) {
            connection = redis.another();
            blocking = connection;
        }
        connection.setTimeout(wait.plus(RedisConnection.COMMAND_TIMEOUT));
        return connection;
    }

    /** Redis always answers within {@code wait}: no answer means that this connection is cut without a sign. */
    private void connectAnewNextTime() {
        StatefulRedisConnection<String, String> silent = blocking;
        blocking = null;
        if (silent != null) {
            var _ = silent.closeAsync();
        }
    }

    private static XReadArgs readArguments(int limit, Duration wait) {
        XReadArgs arguments = XReadArgs.Builder.count(limit);
        // Zero would wait for ever.
        return wait.isPositive() ? arguments.block(wait) : arguments;
    }

    private static List<Event> events(@Nullable List<StreamMessage<String, String>> messages) {
        if (messages == null) {
            return List.of();
        }
        // An entry that was deleted meanwhile has no body.
        return messages.stream()
                .filter(message ->
                        message.getBody() != null && !message.getBody().isEmpty())
                .map(RedisLedgerEvents::event)
                .toList();
    }

    private static Event event(StreamMessage<String, String> message) {
        Map<String, String> body = message.getBody();
        Kind kind = Kind.valueOf(body.getOrDefault("kind", "").toUpperCase(Locale.ROOT));
        return new Event(
                message.getId(),
                kind,
                new JobId(body.getOrDefault("job", "")),
                Integer.parseInt(body.getOrDefault("attempt", "0")),
                kind == Kind.GONE ? null : reservation(body));
    }

    private static Reservation reservation(Map<String, String> body) {
        return new Reservation(
                body.getOrDefault("executor", ""),
                body.getOrDefault("ip", ""),
                List.of(StoredJson.read(body.getOrDefault("gpus", "[]"), String[].class)));
    }
}
