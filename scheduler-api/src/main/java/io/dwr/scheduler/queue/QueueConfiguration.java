package io.dwr.scheduler.queue;

import io.dwr.scheduler.background.BackgroundTask;
import io.dwr.scheduler.background.OutageLog;
import io.dwr.scheduler.settings.SchedulerSettings;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Quotas while the scheduler runs. */
@Configuration(proxyBeanMethods = false)
class QueueConfiguration {
    private static final int LOOKS_PER_LOST_AFTER = 6;

    @Bean
    BackgroundTask keepQuotas(QuotaKeeper keeper, SchedulerSettings settings, OutageLog outages) {
        return new BackgroundTask(
                "the care for quotas", settings.lostAfter().dividedBy(LOOKS_PER_LOST_AFTER), keeper::round, outages);
    }
}
