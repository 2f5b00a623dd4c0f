package io.dwr.executor.report;

import io.dwr.executor.contact.Outage;
import io.dwr.redis.RedisStores;
import io.dwr.redis.job.PostMortemStore;
import io.dwr.redis.ledger.ExecutorLedger;
import io.dwr.redis.ledger.LedgerUnavailableException;
import io.dwr.redis.log.ExecutorLogStore;
import io.dwr.redis.usage.UsageStore;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The stores in Redis for a process that may start before Redis does: until the first connection they answer as a Redis
 * that is away.
 */
public final class LateRedis implements AutoCloseable {
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final Supplier<RedisStores> connecting;
    private final Outage outage;
    private final AtomicReference<@Nullable RedisStores> stores = new AtomicReference<>();
    private final ExecutorLedger ledger = late(ExecutorLedger.class, RedisStores::ledger);
    private final ExecutorLogStore logs = late(ExecutorLogStore.class, RedisStores::jobLogStore);
    private final UsageStore usage = late(UsageStore.class, RedisStores::usageStore);
    private final PostMortemStore postMortems = late(PostMortemStore.class, RedisStores::postMortems);
    private final Rhythm rhythm;

    /** Connects on a thread of its own, and tries until it succeeds. */
    public LateRedis(Supplier<RedisStores> connecting, Outage outage) {
        this.connecting = connecting;
        this.outage = outage;
        connect();
        this.rhythm = new Rhythm("redis-connection", PAUSE, this::connect);
    }

    private void connect() {
        if (stores.get() != null) {
            return;
        }
        try {
            stores.set(connecting.get());
            outage.back();
        } catch (LedgerUnavailableException away) {
            outage.away(String.valueOf(away.getMessage()));
        }
    }

    public ExecutorLedger ledger() {
        return ledger;
    }

    public ExecutorLogStore logs() {
        return logs;
    }

    public UsageStore usage() {
        return usage;
    }

    public PostMortemStore postMortems() {
        return postMortems;
    }

    private <T> T late(Class<T> type, java.util.function.Function<RedisStores, T> part) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (self, method, arguments) -> {
                    RedisStores connected = stores.get();
                    if (connected == null) {
                        throw new LedgerUnavailableException(
                                "there has been no connection to Redis yet",
                                new IllegalStateException("not connected"));
                    }
                    try {
                        return method.invoke(part.apply(connected), arguments);
                    } catch (InvocationTargetException thrown) {
                        throw Objects.requireNonNull(thrown.getCause());
                    }
                }));
    }

    @Override
    public void close() {
        rhythm.close();
        RedisStores connected = stores.getAndSet(null);
        if (connected != null) {
            connected.close();
        }
    }
}
