package io.dwr.redis;

import io.dwr.redis.job.JobStore;
import io.dwr.redis.ledger.Ledger;
import io.dwr.redis.ledger.LedgerEvents;
import io.dwr.redis.log.JobLogStore;

/** One connection to Redis and the stores over it. Close it last. */
public interface RedisStores extends AutoCloseable {
    Ledger ledger();

    LedgerEvents ledgerEvents();

    JobStore jobStore();

    JobLogStore jobLogStore();

    /** Whether Redis answers just now; never throws. */
    boolean answers();

    @Override
    void close();
}
