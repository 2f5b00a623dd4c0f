package io.dwr.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Settings from the environment: defaults, every key, every violation. */
class RedisSettingsTest {
    @Test
    void defaults() {
        assertThat(RedisSettings.fromEnvironment(Map.of())).isEqualTo(new RedisSettings("localhost", 6379, null, 0));
        assertThat(RedisSettings.fromEnvironment(Map.of("REDIS_PASSWORD", "", "REDIS_PORT", " ")))
                .isEqualTo(new RedisSettings("localhost", 6379, null, 0));
    }

    @Test
    void everyKey() {
        Map<String, String> environment = Map.of(
                "REDIS_HOST", "redis.example", "REDIS_PORT", "7000", "REDIS_PASSWORD", "secret", "REDIS_DB", "2");

        assertThat(RedisSettings.fromEnvironment(environment))
                .isEqualTo(new RedisSettings("redis.example", 7000, "secret", 2));
    }

    @ParameterizedTest
    @CsvSource({
        "REDIS_HOST, ' ', REDIS_HOST is empty",
        "REDIS_PORT, 0, 'REDIS_PORT is 0, and must be 1 to 65535'",
        "REDIS_PORT, 65536, 'REDIS_PORT is 65536, and must be 1 to 65535'",
        "REDIS_PORT, many, 'REDIS_PORT is \"many\", and must be a whole number'",
        "REDIS_DB, -1, 'REDIS_DB is -1, and must be 0 or more'",
        "REDIS_DB, x, 'REDIS_DB is \"x\", and must be a whole number'"
    })
    void everyViolation(String name, String value, String message) {
        assertThatThrownBy(() -> RedisSettings.fromEnvironment(Map.of(name, value)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }
}
