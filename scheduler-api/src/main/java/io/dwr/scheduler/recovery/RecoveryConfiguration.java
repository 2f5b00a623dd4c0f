package io.dwr.scheduler.recovery;

import io.dwr.scheduler.background.BackgroundTask;
import io.dwr.scheduler.background.OutageLog;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The watch over the ledger while the scheduler runs. */
@Configuration(proxyBeanMethods = false)
class RecoveryConfiguration {
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(500);

    @Bean
    BackgroundTask recoverLedger(Recovery recovery, OutageLog outages) {
        return new BackgroundTask("the recovery of the ledger", BETWEEN_LOOKS, recovery::round, outages);
    }
}
