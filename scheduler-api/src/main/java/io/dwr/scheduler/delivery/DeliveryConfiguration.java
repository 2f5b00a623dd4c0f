package io.dwr.scheduler.delivery;

import io.dwr.scheduler.background.BackgroundTask;
import io.dwr.scheduler.background.OutageLog;
import java.time.Duration;
import java.util.UUID;
import java.util.function.Supplier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Delivery while the scheduler runs. */
@Configuration(proxyBeanMethods = false)
class DeliveryConfiguration {
    private static final Duration WAIT = Duration.ofSeconds(2);
    private static final Duration AFTER_ROUND = Duration.ofMillis(1);
    private static final Duration BETWEEN_CLAIMS = Duration.ofSeconds(3);
    private static final Duration ABANDONED = Duration.ofSeconds(10);

    private final String consumer;

    DeliveryConfiguration(Supplier<UUID> random) {
        this.consumer = "scheduler-" + random.get();
    }

    @Bean
    BackgroundTask newEvents(EventDelivery delivery, OutageLog outages) {
        Patience patience = new Patience();
        return new BackgroundTask(
                "delivery of grants",
                AFTER_ROUND,
                () -> patience.run(() -> delivery.deliverNew(consumer, WAIT)),
                outages);
    }

    @Bean
    BackgroundTask abandonedEvents(EventDelivery delivery, OutageLog outages) {
        return new BackgroundTask(
                "repeated delivery of grants",
                BETWEEN_CLAIMS,
                () -> delivery.deliverAbandoned(consumer, ABANDONED),
                outages);
    }
}
