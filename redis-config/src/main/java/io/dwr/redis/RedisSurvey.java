package io.dwr.redis;

import io.dwr.redis.ledger.LedgerUnavailableException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What one Redis is like, for whoever wonders whether it can hold a ledger. Changes nothing there.
 *
 * @param role {@code master}, or {@code slave}, which takes no writes
 * @param settings those that it tells
 * @param clockAhead how far its clock is ahead of this machine's, the way between them halved
 */
public record RedisSurvey(String version, String role, Map<String, String> settings, Duration clockAhead) {
    private static final long NANOS_OF_MICRO = 1000;

    public RedisSurvey {
        settings = Map.copyOf(settings);
    }

    /**
     * Connects and looks.
     *
     * @throws LedgerUnavailableException when it does not answer or refuses the password, with what to do
     */
    public static RedisSurvey of(RedisSettings settings) {
        try (RedisConnection connection = RedisConnection.open(settings)) {
            Map<String, String> info = new HashMap<>();
            connection
                    .ask(commands -> commands.info())
                    .lines()
                    .filter(line -> line.indexOf(':') > 0)
                    .forEach(line -> info.put(
                            line.substring(0, line.indexOf(':')),
                            line.substring(line.indexOf(':') + 1).strip()));
            return new RedisSurvey(
                    info.getOrDefault("redis_version", "0.0"),
                    info.getOrDefault("role", "master"),
                    settings(connection),
                    clockAhead(connection));
        }
    }

    /** The value of a setting; empty when this Redis does not tell it. */
    public Optional<String> setting(String name) {
        return Optional.ofNullable(settings.get(name));
    }

    private static Map<String, String> settings(RedisConnection connection) {
        try {
            return connection.ask(
                    commands -> commands.configGet("maxmemory-policy", "appendonly", "cluster-enabled", "maxmemory"));
        } catch (LedgerUnavailableException untold) {
            return Map.of();
        }
    }

    private static Duration clockAhead(RedisConnection connection) {
        // The first call may pay for what only first calls pay for.
        connection.ask(commands -> commands.time());
        Instant before = Instant.now();
        List<String> time = connection.ask(commands -> commands.time());
        Duration halfWay = Duration.between(before, Instant.now()).dividedBy(2);
        Instant theirs =
                Instant.ofEpochSecond(Long.parseLong(time.get(0)), Long.parseLong(time.get(1)) * NANOS_OF_MICRO);
        return Duration.between(before.plus(halfWay), theirs);
    }
}
