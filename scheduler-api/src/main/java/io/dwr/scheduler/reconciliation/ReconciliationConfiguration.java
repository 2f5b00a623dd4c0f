package io.dwr.scheduler.reconciliation;

import io.dwr.scheduler.background.BackgroundTask;
import io.dwr.scheduler.background.OutageLog;
import io.dwr.scheduler.settings.SchedulerSettings;
import io.dwr.scheduler.workflow.JobStarter;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Comparison and care while the scheduler runs. */
@Configuration(proxyBeanMethods = false)
class ReconciliationConfiguration {
    private static final int SWEEPS_PER_LOST_AFTER = 6;
    private static final Duration BETWEEN_STARTS = Duration.ofSeconds(2);

    @Bean
    BackgroundTask reconcile(Reconciliation reconciliation, SchedulerSettings settings, OutageLog outages) {
        return new BackgroundTask(
                "reconciliation", settings.reconciliation().interval(), reconciliation::pass, outages);
    }

    @Bean
    BackgroundTask sweepLedger(Sweep sweep, SchedulerSettings settings, OutageLog outages) {
        return new BackgroundTask(
                "the sweep of the ledger", settings.lostAfter().dividedBy(SWEEPS_PER_LOST_AFTER), sweep::run, outages);
    }

    @Bean
    BackgroundTask startOwed(JobStarter starter, OutageLog outages) {
        return new BackgroundTask("the start of stored jobs", BETWEEN_STARTS, starter::startOwed, outages);
    }
}
