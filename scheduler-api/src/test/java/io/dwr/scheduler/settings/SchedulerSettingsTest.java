package io.dwr.scheduler.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dwr.model.queue.QueueLimits;
import io.dwr.model.request.RequestLimits;
import io.dwr.redis.RedisSettings;
import io.dwr.redis.ledger.PlacementOrder;
import io.dwr.redis.ledger.PlacementPolicy;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SchedulerSettingsTest {
    @Test
    void defaults() {
        assertThat(SchedulerSettings.fromEnvironment(Map.of()))
                .isEqualTo(new SchedulerSettings(
                        "127.0.0.1",
                        8000,
                        new RedisSettings("localhost", 6379, null, 0),
                        new TemporalSettings("127.0.0.1:7233", "default", "http://127.0.0.1:8233"),
                        Duration.ofSeconds(60),
                        new RequestLimits(3600, 0),
                        Duration.ofDays(7),
                        new PlacementPolicy(PlacementOrder.PACK, Duration.ofSeconds(60), 3),
                        Map.of(),
                        new ReconciliationSettings(Duration.ofSeconds(30), Duration.ofSeconds(60))));
    }

    @Test
    void everyKeyIsMapped() {
        Map<String, String> environment = new TreeMap<>();
        environment.put("SCHEDULER_API_HOST", "0.0.0.0");
        environment.put("SCHEDULER_API_PORT", "8080");
        environment.put("REDIS_HOST", "redis.example");
        environment.put("REDIS_PORT", "6380");
        environment.put("REDIS_PASSWORD", "secret");
        environment.put("REDIS_DB", "2");
        environment.put("TEMPORAL_ADDRESS", "temporal.example:7000");
        environment.put("TEMPORAL_NAMESPACE", "jobs");
        environment.put("TEMPORAL_UI_URL", "https://ui.example/temporal/");
        environment.put("LOST_AFTER", "30");
        environment.put("DEFAULT_RUN_TIMEOUT", "100");
        environment.put("MAX_RUN_TIMEOUT", "200");
        environment.put("JOB_RETENTION_DAYS", "14");
        environment.put("PLACEMENT_ORDER", "Spread");
        environment.put("AGE_HOLD_AFTER", "0");
        environment.put("SET_ASIDE_AFTER", "5");
        environment.put("QUEUE_QUOTAS", "ml=gpus:8");
        environment.put("RECONCILIATION_INTERVAL", "5");
        environment.put("RECONCILIATION_AGE", "6");
        environment.put("HEARTBEAT_INTERVAL", "15");
        environment.put("JOB_POLL_INTERVAL", "3");
        assertThat(SchedulerSettings.fromEnvironment(environment))
                .isEqualTo(new SchedulerSettings(
                        "0.0.0.0",
                        8080,
                        new RedisSettings("redis.example", 6380, "secret", 2),
                        new TemporalSettings("temporal.example:7000", "jobs", "https://ui.example/temporal"),
                        Duration.ofSeconds(30),
                        new RequestLimits(100, 200),
                        Duration.ofDays(14),
                        new PlacementPolicy(PlacementOrder.SPREAD, Duration.ZERO, 5),
                        Map.of("ml", new QueueLimits(null, null, 8L, null)),
                        new ReconciliationSettings(Duration.ofSeconds(5), Duration.ofSeconds(6))));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            SCHEDULER_API_PORT      | 70000     | a whole number from 0 to 65535
            REDIS_PORT              | 0         | must be 1 to 65535
            REDIS_DB                | -1        | must be 0 or more
            TEMPORAL_ADDRESS        | temporal  | host:port is needed
            TEMPORAL_UI_URL         | ui        | an http or https address is needed
            LOST_AFTER              | 5         | a whole number from 6 to 86400
            DEFAULT_RUN_TIMEOUT     | -1        | a whole number from 0 to 315360000
            MAX_RUN_TIMEOUT         | soon      | a whole number from 0 to 315360000
            JOB_RETENTION_DAYS      | 0         | a whole number from 1 to 3650
            PLACEMENT_ORDER         | random    | one of pack, spread is needed
            AGE_HOLD_AFTER          | -1        | a whole number from 0 to 86400
            SET_ASIDE_AFTER         | -1        | a whole number from 0 to 100
            QUEUE_QUOTAS            | ml        | queue=limit:amount
            RECONCILIATION_INTERVAL | 0         | a whole number from 1 to 86400
            RECONCILIATION_AGE      | x         | a whole number from 1 to 86400
            HEARTBEAT_INTERVAL      | never     | a whole number from 1 to 86400
            JOB_POLL_INTERVAL       | 0         | a whole number from 1 to 86400
            """)
    void everyViolationNamesKeyValueAndRule(String key, String value, String rule) {
        assertThatThrownBy(() -> SchedulerSettings.fromEnvironment(Map.of(key, value)))
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessageContaining(key)
                .hasMessageContaining(value)
                .hasMessageContaining(rule);
    }

    @Test
    void allViolationsAreToldAtOnce() {
        assertThatThrownBy(() -> SchedulerSettings.fromEnvironment(
                        Map.of("LOST_AFTER", "0", "REDIS_PORT", "x", "TEMPORAL_ADDRESS", "y")))
                .hasMessageContainingAll("LOST_AFTER", "REDIS_PORT", "TEMPORAL_ADDRESS");
    }
}
