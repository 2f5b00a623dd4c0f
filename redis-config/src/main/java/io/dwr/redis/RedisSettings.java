package io.dwr.redis;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where Redis is.
 *
 * @param password null = none
 * @param database number, 0 and up
 */
public record RedisSettings(String host, int port, @Nullable String password, int database) {
    public RedisSettings {
        if (host.isBlank()) {
            throw new IllegalArgumentException(
                    "REDIS_HOST is empty: set it to the name or address of the Redis server");
        }
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("REDIS_PORT is " + port + ", and must be 1 to 65535");
        }
        if (database < 0) {
            throw new IllegalArgumentException("REDIS_DB is " + database + ", and must be 0 or more");
        }
    }

    /** From {@code REDIS_HOST} (localhost), {@code REDIS_PORT} (6379), {@code REDIS_PASSWORD}, {@code REDIS_DB} (0). */
    public static RedisSettings fromEnvironment(Map<String, String> environment) {
        String password = environment.getOrDefault("REDIS_PASSWORD", "");
        return new RedisSettings(
                environment.getOrDefault("REDIS_HOST", "localhost"),
                number(environment, "REDIS_PORT", 6379),
                password.isEmpty() ? null : password,
                number(environment, "REDIS_DB", 0));
    }

    private static int number(Map<String, String> environment, String name, int fallback) {
        String text = environment.get(name);
        if (text == null || text.isBlank()) {
            return fallback;
        }
        try {
            return Integer.parseInt(text.strip());
        } catch (NumberFormatException notANumber) {
            throw new IllegalArgumentException(name + " is \"" + text + "\", and must be a whole number", notANumber);
        }
    }
}
