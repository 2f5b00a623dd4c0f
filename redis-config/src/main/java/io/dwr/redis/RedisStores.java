package io.dwr.redis;

import io.dwr.redis.job.JobStore;
import io.dwr.redis.job.PostMortemStore;
import io.dwr.redis.ledger.Ledger;
import io.dwr.redis.ledger.LedgerEvents;
import io.dwr.redis.ledger.LedgerRecovery;
import io.dwr.redis.ledger.PlacementPolicy;
import io.dwr.redis.ledger.Queues;
import io.dwr.redis.log.JobLogStore;
import io.dwr.redis.usage.UsageStore;

/** One connection to Redis and the stores over it. Close it last. */
public interface RedisStores extends AutoCloseable {
    /**
     * Connects, checks that this Redis can hold a ledger, and loads the function library. Settings under which data
     * would be lost are logged as warnings.
     *
     * @throws io.dwr.redis.ledger.LedgerUnavailableException when Redis does not answer, refuses the password or is
     *     older than version 7
     */
    static RedisStores connect(RedisSettings settings, PlacementPolicy policy) {
        return LettuceRedisStores.connect(settings, policy);
    }

    /** With the default policy of placement, which only matters to who reserves and sweeps. */
    static RedisStores connect(RedisSettings settings) {
        return connect(settings, PlacementPolicy.DEFAULT);
    }

    Ledger ledger();

    LedgerEvents ledgerEvents();

    LedgerRecovery ledgerRecovery();

    Queues queues();

    JobStore jobStore();

    JobLogStore jobLogStore();

    UsageStore usageStore();

    PostMortemStore postMortems();

    /** Whether Redis answers just now; never throws. */
    boolean answers();

    @Override
    void close();
}
