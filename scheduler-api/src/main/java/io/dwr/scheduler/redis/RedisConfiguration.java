package io.dwr.scheduler.redis;

import io.dwr.redis.RedisStores;
import io.dwr.redis.job.JobStore;
import io.dwr.redis.job.PostMortemStore;
import io.dwr.redis.ledger.Ledger;
import io.dwr.redis.ledger.LedgerEvents;
import io.dwr.redis.ledger.LedgerRecovery;
import io.dwr.redis.ledger.Queues;
import io.dwr.redis.log.JobLogStore;
import io.dwr.redis.usage.UsageStore;
import io.dwr.scheduler.settings.SchedulerSettings;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The stores. */
@Configuration(proxyBeanMethods = false)
class RedisConfiguration {
    @Bean(destroyMethod = "close")
    RedisStores redisStores(SchedulerSettings settings) {
        return PatientRedisStores.connect(settings.redis(), settings.placement());
    }

    @Bean
    Ledger ledger(RedisStores stores) {
        return stores.ledger();
    }

    @Bean
    LedgerEvents ledgerEvents(RedisStores stores) {
        return stores.ledgerEvents();
    }

    @Bean
    LedgerRecovery ledgerRecovery(RedisStores stores) {
        return stores.ledgerRecovery();
    }

    @Bean
    Queues queues(RedisStores stores) {
        return stores.queues();
    }

    @Bean
    JobStore jobStore(RedisStores stores) {
        return stores.jobStore();
    }

    @Bean
    JobLogStore jobLogStore(RedisStores stores) {
        return stores.jobLogStore();
    }

    @Bean
    UsageStore usageStore(RedisStores stores) {
        return stores.usageStore();
    }

    @Bean
    PostMortemStore postMortemStore(RedisStores stores) {
        return stores.postMortems();
    }
}
