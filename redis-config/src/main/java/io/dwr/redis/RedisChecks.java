package io.dwr.redis;

import io.dwr.redis.ledger.LedgerUnavailableException;
import io.lettuce.core.RedisCommandExecutionException;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is looked at once after connecting: whether this Redis can hold a ledger, and would keep it. */
final class RedisChecks {
    private static final Logger log = LoggerFactory.getLogger(RedisChecks.class);
    private static final int LEAST_VERSION = 7;

    private final RedisConnection connection;
    private final RedisSettings settings;

    RedisChecks(RedisConnection connection, RedisSettings settings) {
        this.connection = connection;
        this.settings = settings;
    }

    void run() {
        checkVersion();
        warn("maxmemory-policy", "noeviction", "Redis may throw away reservations and jobs when memory is short");
        warn("appendonly", "yes", "jobs and reservations are lost when Redis restarts");
    }

    private void checkVersion() {
        String version = version(connection.ask(commands -> commands.info("server")));
        if (Integer.parseInt(version.substring(0, version.indexOf('.'))) < LEAST_VERSION) {
            throw new LedgerUnavailableException("Redis at " + address() + " is version " + version
                    + ", which has no functions: install Redis " + LEAST_VERSION + " or newer");
        }
    }

    private void warn(String setting, String wanted, String consequence) {
        Map<String, String> values;
        try {
            values = connection.ask(commands -> commands.configGet(setting));
        } catch (LedgerUnavailableException failure) {
            if (!(failure.getCause() instanceof RedisCommandExecutionException)) {
                throw failure;
            }
            log.warn("Redis at {} does not tell its setting {}: see to it that it is {}", address(), setting, wanted);
            return;
        }
        String value = values.getOrDefault(setting, wanted);
        if (!value.equals(wanted)) {
            log.warn(
                    "Redis at {} has {} {}: {}. Set it in redis.conf, or with: redis-cli CONFIG SET {} {}",
                    address(),
                    setting,
                    value,
                    consequence,
                    setting,
                    wanted);
        }
    }

    private static String version(String info) {
        return info.lines()
                .filter(line -> line.startsWith("redis_version:"))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElse("0.0");
    }

    private String address() {
        return settings.host() + ":" + settings.port();
    }
}
