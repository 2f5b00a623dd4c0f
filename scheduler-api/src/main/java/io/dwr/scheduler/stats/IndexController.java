package io.dwr.scheduler.stats;

import io.dwr.scheduler.settings.SchedulerSettings;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Where to begin. */
@RestController
final class IndexController {
    private final Map<String, String> paths = new LinkedHashMap<>();

    IndexController(SchedulerSettings settings) {
        paths.put("service", "scheduler");
        paths.put("submit", "POST /jobs, POST /jobs?dry_run=true");
        paths.put("jobs", "GET /jobs");
        paths.put("job", "GET /jobs/{id}");
        paths.put("explain", "GET /jobs/{id}/explain");
        paths.put("logs", "GET /jobs/{id}/logs");
        paths.put("events", "GET /jobs/{id}/events");
        paths.put("usage", "GET /jobs/{id}/usage");
        paths.put("postmortem", "GET /jobs/{id}/attempts/{n}/postmortem");
        paths.put("abort", "DELETE /jobs/{id}, POST /jobs/{id}/abort");
        paths.put("executors", "GET /executors");
        paths.put("executor", "GET /executors/{id}");
        paths.put("cordon", "POST /executors/{id}/cordon, POST /executors/{id}/uncordon");
        paths.put("drain", "POST /executors/{id}/drain");
        paths.put("forget", "DELETE /executors/{id}");
        paths.put("queues", "GET /queues");
        paths.put("queue", "GET /queues/{name}");
        paths.put("stats", "GET /stats");
        paths.put("schedule", "POST /schedule");
        paths.put("cleanup", "POST /cleanup?timeout_minutes=60");
        paths.put("health", "GET /health");
        paths.put("workflows", settings.temporal().uiUrl());
    }

    @GetMapping(path = "/", produces = MediaType.APPLICATION_JSON_VALUE)
    Map<String, String> index() {
        return paths;
    }
}
