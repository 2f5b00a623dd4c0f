package io.dwr.scheduler.redis;

import io.dwr.redis.RedisSettings;
import io.dwr.redis.RedisStores;
import io.dwr.redis.job.JobStore;
import io.dwr.redis.job.PostMortemStore;
import io.dwr.redis.ledger.Ledger;
import io.dwr.redis.ledger.LedgerEvents;
import io.dwr.redis.ledger.LedgerRecovery;
import io.dwr.redis.ledger.LedgerUnavailableException;
import io.dwr.redis.ledger.PlacementPolicy;
import io.dwr.redis.ledger.Queues;
import io.dwr.redis.log.JobLogStore;
import io.dwr.redis.usage.UsageStore;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stores that are there before Redis is: until the first connection each call says that Redis is away, as it does after
 * a later loss. The connection is tried in the background until it stands.
 */
final class PatientRedisStores implements RedisStores {
    private static final Logger LOG = LoggerFactory.getLogger(PatientRedisStores.class);
    private static final Duration BETWEEN_TRIES = Duration.ofSeconds(1);
    private static final int TRIES_PER_WARNING = 60;

    private final RedisSettings settings;
    private final PlacementPolicy policy;
    private final Ledger ledger = late(Ledger.class, RedisStores::ledger);
    private final LedgerEvents ledgerEvents = late(LedgerEvents.class, RedisStores::ledgerEvents);
    private final LedgerRecovery ledgerRecovery = late(LedgerRecovery.class, RedisStores::ledgerRecovery);
    private final Queues queues = late(Queues.class, RedisStores::queues);
    private final JobStore jobStore = late(JobStore.class, RedisStores::jobStore);
    private final JobLogStore jobLogStore = late(JobLogStore.class, RedisStores::jobLogStore);
    private final UsageStore usageStore = late(UsageStore.class, RedisStores::usageStore);
    private final PostMortemStore postMortems = late(PostMortemStore.class, RedisStores::postMortems);

    private volatile @Nullable RedisStores connected;
    private volatile LedgerUnavailableException cause;
    private volatile boolean closed;

    private PatientRedisStores(RedisSettings settings, PlacementPolicy policy) {
        this.settings = settings;
        this.policy = policy;
        this.cause = new LedgerUnavailableException(
                "Redis at " + settings.host() + ":" + settings.port() + " has not been reached yet",
                new IllegalStateException("not connected"));
    }

    /** Connects now if Redis answers, else later. */
    static PatientRedisStores connect(RedisSettings settings, PlacementPolicy policy) {
        PatientRedisStores stores = new PatientRedisStores(settings, policy);
        if (!stores.connectOnce(0)) {
            Thread.ofVirtual().name("redis-connect").start(stores::connectUntilItStands);
        }
        return stores;
    }

    @Override
    public Ledger ledger() {
        return ledger;
    }

    @Override
    public LedgerEvents ledgerEvents() {
        return ledgerEvents;
    }

    @Override
    public LedgerRecovery ledgerRecovery() {
        return ledgerRecovery;
    }

    @Override
    public Queues queues() {
        return queues;
    }

    @Override
    public JobStore jobStore() {
        return jobStore;
    }

    @Override
    public JobLogStore jobLogStore() {
        return jobLogStore;
    }

    @Override
    public UsageStore usageStore() {
        return usageStore;
    }

    @Override
    public PostMortemStore postMortems() {
        return postMortems;
    }

    @Override
    public boolean answers() {
        RedisStores stores = connected;
        return stores != null && stores.answers();
    }

    @Override
    public void close() {
        closed = true;
        RedisStores stores = connected;
        if (stores != null) {
            stores.close();
        }
    }

    private void connectUntilItStands() {
        try {
            int tries = 0;
            do {
                Thread.sleep(BETWEEN_TRIES);
                tries++;
            } while (!closed && !connectOnce(tries));
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean connectOnce(int tries) {
        try {
            connected = RedisStores.connect(settings, policy);
            LOG.info("connected to Redis at {}:{}", settings.host(), settings.port());
            return true;
        } catch (LedgerUnavailableException away) {
            cause = away;
            if (tries % TRIES_PER_WARNING == 0) {
                LOG.warn("{}. Requests are answered with 503 until then; trying again.", away.getMessage());
            }
            return false;
        }
    }

    private <T> T late(Class<T> type, Function<RedisStores, T> store) {
        InvocationHandler handler = (_, method, arguments) -> {
            RedisStores stores = connected;
            if (stores == null) {
                throw new LedgerUnavailableException(String.valueOf(cause.getMessage()), cause);
            }
            try {
                return method.invoke(store.apply(stores), arguments);
            } catch (InvocationTargetException failed) {
                throw failed.getCause();
            }
        };
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }
}
