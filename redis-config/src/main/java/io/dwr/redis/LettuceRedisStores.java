package io.dwr.redis;

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

/** The stores over one Lettuce connection. */
final class LettuceRedisStores implements RedisStores {
    private final RedisConnection connection;
    private final RedisLedgerEvents ledgerEvents;
    private final Ledger ledger;
    private final LedgerRecovery ledgerRecovery;
    private final Queues queues;
    private final JobStore jobStore;
    private final JobLogStore jobLogStore;
    private final UsageStore usageStore;
    private final PostMortemStore postMortems;

    private LettuceRedisStores(RedisConnection connection, PlacementPolicy policy) {
        this.connection = connection;
        this.ledger = new RedisLedger(connection, policy);
        this.ledgerEvents = new RedisLedgerEvents(connection);
        this.ledgerRecovery = new RedisLedgerRecovery(connection);
        this.queues = new RedisQueues(connection, policy);
        this.jobStore = new RedisJobStore(connection);
        this.jobLogStore = new RedisJobLogStore(connection);
        this.usageStore = new RedisUsageStore(connection);
        this.postMortems = new RedisPostMortemStore(connection);
    }

    static RedisStores connect(RedisSettings settings, PlacementPolicy policy) {
        RedisConnection connection = RedisConnection.open(settings);
        try {
            new RedisChecks(connection, settings).run();
            connection.loadFunctions();
            LettuceRedisStores stores = new LettuceRedisStores(connection, policy);
            stores.ledgerEvents.makeGroup();
            return stores;
        } catch (LedgerUnavailableException failure) {
            connection.close();
            throw failure;
        }
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
        try {
            return connection.ask(commands -> commands.ping()).equals("PONG");
        } catch (LedgerUnavailableException away) {
            return false;
        }
    }

    @Override
    public void close() {
        connection.close();
    }
}
