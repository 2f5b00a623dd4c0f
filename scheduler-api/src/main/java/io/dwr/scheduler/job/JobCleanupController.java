package io.dwr.scheduler.job;

import io.dwr.scheduler.request.QueryParameters;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** The original's clean-up of jobs that run too long. */
@RestController
final class JobCleanupController {
    private static final int DEFAULT_MINUTES = 60;
    private static final int TEN_YEARS = 5_256_000;

    private final JobCleanup cleanup;

    JobCleanupController(JobCleanup cleanup) {
        this.cleanup = cleanup;
    }

    @PostMapping(path = "/cleanup", produces = MediaType.APPLICATION_JSON_VALUE)
    Cleaned cleanUp(HttpServletRequest request) {
        QueryParameters parameters = QueryParameters.of(request, "timeout_minutes");
        long minutes = parameters.number("timeout_minutes", DEFAULT_MINUTES, 1, TEN_YEARS);
        parameters.check();
        return new Cleaned(cleanup.abortRunningLongerThan(Duration.ofMinutes(minutes)), minutes);
    }

    /** How many jobs were asked to stop. */
    record Cleaned(int cleanedJobs, long timeoutMinutes) {}
}
