package io.dwr.executor.check;

import io.dwr.executor.settings.TemporalSettings;
import io.dwr.redis.RedisSettings;
import io.dwr.redis.RedisSurvey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Whether Redis and Temporal, which all machines share, are reached and keep what they are given. */
final class StoreFindings {
    private static final int LEAST_REDIS = 7;

    private StoreFindings() {}

    static List<Finding> of(RedisSurvey redis, RedisSettings settings) {
        String text = "version " + redis.version() + " at " + settings.host() + ":" + settings.port();
        String major = redis.version().replaceFirst("\\..*", "");
        if (!major.matches("\\d{1,4}") || Integer.parseInt(major) < LEAST_REDIS) {
            return List.of(Finding.fail(
                    "redis", text + ", which has no functions", "install Redis " + LEAST_REDIS + " or newer"));
        }
        if (!redis.role().equals("master")) {
            return List.of(Finding.fail(
                    "redis", text + " is a replica, which takes no writes", "set REDIS_HOST to its master"));
        }
        List<Finding> findings = new ArrayList<>(List.of(Finding.ok("redis", text)));
        if (redis.setting("cluster-enabled").filter("yes"::equals).isPresent()) {
            findings.add(Finding.fail("redis", "it runs in cluster mode", "use a Redis without cluster mode"));
        }
        expect(redis, "maxmemory-policy", "noeviction", "it may throw away reservations and jobs", findings);
        expect(redis, "appendonly", "yes", "jobs and reservations are lost when it restarts", findings);
        return findings;
    }

    private static void expect(
            RedisSurvey redis, String setting, String wanted, String consequence, List<Finding> findings) {
        String remedy = "set \"" + setting + " " + wanted + "\" in redis.conf, or: redis-cli CONFIG SET " + setting
                + " " + wanted;
        String value = redis.setting(setting).orElse("");
        if (value.isEmpty()) {
            findings.add(Finding.warning("redis", "it does not tell its " + setting, "see to it: " + remedy));
        } else if (!value.equals(wanted)) {
            findings.add(Finding.warning("redis", setting + " is " + value + ": " + consequence, remedy));
        }
    }

    static Finding redisAway(String message) {
        int colon = message.lastIndexOf("): ");
        return colon < 0
                ? Finding.fail("redis", message, "start it, or correct REDIS_HOST, REDIS_PORT and REDIS_PASSWORD")
                : Finding.fail("redis", message.substring(0, colon + 1), message.substring(colon + 3));
    }

    /**
     * @param retention for which records of ended jobs are kept
     */
    static List<Finding> of(TemporalSurvey temporal, TemporalSettings settings, Duration retention) {
        if (temporal.failure() != null) {
            return List.of(Finding.fail(
                    "temporal",
                    "no answer at " + settings.address() + " (" + temporal.failure() + ")",
                    "start it, open the way to it, or correct TEMPORAL_ADDRESS"));
        }
        String text =
                "server " + temporal.version() + " at " + settings.address() + ", namespace " + settings.namespace();
        Duration kept = temporal.retention();
        if (kept == null) {
            return List.of(Finding.fail(
                    "temporal",
                    text + " is not there",
                    "temporal operator namespace create --retention " + (retention.toHours() + 24) + "h "
                            + settings.namespace() + ", or correct TEMPORAL_NAMESPACE"));
        }
        if (kept.compareTo(retention) < 0) {
            return List.of(Finding.warning(
                    "temporal",
                    text + " keeps ended workflows " + kept.toHours() + " h, less than the records of their jobs ("
                            + retention.toHours() + " h)",
                    "temporal operator namespace update --namespace " + settings.namespace() + " --retention "
                            + (retention.toHours() + 24) + "h"));
        }
        return List.of(Finding.ok("temporal", text + ", retention " + kept.toHours() + " h"));
    }
}
