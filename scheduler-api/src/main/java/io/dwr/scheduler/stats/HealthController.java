package io.dwr.scheduler.stats;

import io.dwr.redis.RedisSettings;
import io.dwr.redis.RedisStores;
import io.dwr.scheduler.settings.SchedulerSettings;
import io.dwr.scheduler.workflow.JobWorkflows;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Whether the scheduler and what it stands on can work just now. */
@RestController
final class HealthController {
    private final RedisStores stores;
    private final JobWorkflows workflows;
    private final SchedulerSettings settings;

    HealthController(RedisStores stores, JobWorkflows workflows, SchedulerSettings settings) {
        this.stores = stores;
        this.workflows = workflows;
        this.settings = settings;
    }

    @GetMapping(path = "/health", produces = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<Map<String, String>> health() {
        boolean redis = stores.answers();
        boolean temporal = workflows.answers();
        Map<String, String> health = new LinkedHashMap<>();
        health.put("status", redis && temporal ? "healthy" : "unhealthy");
        health.put("service", "scheduler");
        if (redis && temporal) {
            return ResponseEntity.ok(health);
        }
        health.put("redis", redis ? "answers" : redisAway());
        health.put("temporal", temporal ? "answers" : temporalAway());
        return ResponseEntity.status(HttpStatus.SERVICE_UNAVAILABLE)
                .header(HttpHeaders.RETRY_AFTER, "5")
                .body(health);
    }

    private String redisAway() {
        RedisSettings redis = settings.redis();
        return "does not answer at " + redis.host() + ":" + redis.port()
                + "; start it or correct REDIS_HOST and REDIS_PORT";
    }

    private String temporalAway() {
        return "does not answer at " + settings.temporal().address() + "; start it or correct TEMPORAL_ADDRESS";
    }
}
