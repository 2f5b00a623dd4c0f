package io.dwr.scheduler;

import io.dwr.scheduler.liveness.Liveness;
import io.dwr.scheduler.settings.InvalidSettingsException;
import io.dwr.scheduler.settings.SchedulerSettings;
import io.dwr.service.ServiceManager;
import java.time.Clock;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.support.GenericApplicationContext;

/** The scheduler as one process. */
@SpringBootApplication(proxyBeanMethods = false)
public class SchedulerApplication {
    private static final Logger LOG = LoggerFactory.getLogger(SchedulerApplication.class);
    private static final int INVALID_SETTINGS = 2;

    /** Starts with the settings of the environment; ends with code 2 and one line each when some are wrong. */
    public static void main(String[] arguments) {
        try {
            SchedulerSettings settings = SchedulerSettings.fromEnvironment(System.getenv());
            ConfigurableApplicationContext context = start(settings);
            Liveness.tell(ServiceManager.of(System.getenv()), context, settings.host(), port(context, settings));
        } catch (InvalidSettingsException invalid) {
            LOG.error("the scheduler cannot start; correct these settings: {}", invalid.getMessage());
            System.exit(INVALID_SETTINGS);
        }
    }

    /** Starts a scheduler in this process. */
    public static ConfigurableApplicationContext start(SchedulerSettings settings) {
        SpringApplication application = new SpringApplication(SchedulerApplication.class);
        application.setDefaultProperties(
                Map.of("server.address", settings.host(), "server.port", Integer.toString(settings.port())));
        application.addInitializers(context -> ((GenericApplicationContext) context)
                .registerBean("settings", SchedulerSettings.class, () -> settings));
        ConfigurableApplicationContext context = application.run();
        LOG.info(
                "scheduler listens on {}:{}; Redis {}:{}, Temporal {}",
                settings.host(),
                port(context, settings),
                settings.redis().host(),
                settings.redis().port(),
                settings.temporal().address());
        return context;
    }

    /** The one that it has: any free one when 0 was asked for. */
    private static int port(ConfigurableApplicationContext context, SchedulerSettings settings) {
        return context.getEnvironment().getProperty("local.server.port", Integer.class, settings.port());
    }

    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }

    @Bean
    Supplier<UUID> randomIds() {
        return UUID::randomUUID;
    }
}
