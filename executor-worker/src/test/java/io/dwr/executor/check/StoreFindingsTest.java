package io.dwr.executor.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.dwr.executor.check.Finding.Level;
import io.dwr.executor.settings.TemporalSettings;
import io.dwr.redis.RedisSettings;
import io.dwr.redis.RedisSurvey;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StoreFindingsTest {
    private static final RedisSettings REDIS = new RedisSettings("ada", 6379, null, 0);
    private static final TemporalSettings TEMPORAL = new TemporalSettings("ada:7233", "jobs");
    private static final Duration WEEK = Duration.ofDays(7);
    private static final Map<String, String> GOOD =
            Map.of("maxmemory-policy", "noeviction", "appendonly", "yes", "cluster-enabled", "no");

    private static List<Finding> redis(String version, String role, Map<String, String> settings) {
        return StoreFindings.of(new RedisSurvey(version, role, settings, Duration.ZERO), REDIS);
    }

    @Test
    void aRedisThatKeepsWhatItIsGivenIsFit() {
        assertThat(redis("7.0.15", "master", GOOD)).containsExactly(Finding.ok("redis", "version 7.0.15 at ada:6379"));
    }

    @Test
    void oldOnesReplicasAndClustersAreUnfit() {
        assertThat(redis("6.2.1", "master", GOOD)).extracting(Finding::level).containsExactly(Level.FAIL);
        assertThat(redis("7.0.15", "slave", GOOD)).extracting(Finding::level).containsExactly(Level.FAIL);
        assertThat(redis(
                        "7.0.15",
                        "master",
                        Map.of("maxmemory-policy", "noeviction", "appendonly", "yes", "cluster-enabled", "yes")))
                .extracting(Finding::level)
                .containsExactly(Level.OK, Level.FAIL);
    }

    @Test
    void whatWouldBeLostIsAWarningWithTheCommandThatMendsIt() {
        List<Finding> findings = redis("7.2.4", "master", Map.of("maxmemory-policy", "allkeys-lru"));

        assertThat(findings).extracting(Finding::level).containsExactly(Level.OK, Level.WARNING, Level.WARNING);
        assertThat(findings.get(1).remedy()).contains("redis-cli CONFIG SET maxmemory-policy noeviction");
        assertThat(findings.get(2).text()).isEqualTo("it does not tell its appendonly");
    }

    @Test
    void theRemedyOfAFailureIsKeptApart() {
        Finding finding =
                StoreFindings.redisAway("Redis at ada:6379 refuses the password (WRONGPASS): set REDIS_PASSWORD");

        assertThat(finding.text()).isEqualTo("Redis at ada:6379 refuses the password (WRONGPASS)");
        assertThat(finding.remedy()).isEqualTo("set REDIS_PASSWORD");
    }

    @Test
    void aTemporalThatForgetsTooSoonOrKnowsNoSuchNamespaceIsSaid() {
        assertThat(temporal("1.32.0", WEEK.plusDays(1), null)).isEqualTo(Level.OK);
        assertThat(temporal("1.32.0", Duration.ofDays(1), null)).isEqualTo(Level.WARNING);
        assertThat(temporal("1.32.0", null, null)).isEqualTo(Level.FAIL);
        assertThat(temporal(null, null, "UNAVAILABLE: connection refused")).isEqualTo(Level.FAIL);
    }

    private static Level temporal(String version, Duration retention, String failure) {
        return StoreFindings.of(new TemporalSurvey(version, retention, failure), TEMPORAL, WEEK)
                .getFirst()
                .level();
    }

    @Test
    void clocksMayBeASecondApart() {
        assertThat(ClockFinding.of("Redis", Duration.ofMillis(-900)).level()).isEqualTo(Level.OK);
        assertThat(ClockFinding.of("Redis", Duration.ofSeconds(-3)).text()).contains("3.0 s ahead of that of Redis");
        assertThat(ClockFinding.of("Redis", Duration.ofSeconds(3)).text()).contains("3.0 s behind that of Redis");
    }
}
