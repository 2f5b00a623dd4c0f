package io.dwr.scheduler.job;

import io.dwr.model.job.JobId;
import io.dwr.model.job.JobRecord;
import io.dwr.redis.job.JobStore;
import io.dwr.redis.usage.UsageStore;
import io.dwr.scheduler.request.JobPath;
import io.dwr.scheduler.request.QueryParameters;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** How the use of a job's last attempt went. */
@RestController
final class JobUsageController {
    private final JobStore jobs;
    private final UsageStore usage;

    JobUsageController(JobStore jobs, UsageStore usage) {
        this.jobs = jobs;
        this.usage = usage;
    }

    @GetMapping(path = "/jobs/{id}/usage", produces = MediaType.APPLICATION_JSON_VALUE)
    JobUsagePage usage(@PathVariable String id, HttpServletRequest request) {
        QueryParameters.of(request).check();
        JobId jobId = JobPath.id(id);
        JobRecord job = jobs.find(jobId).orElseThrow(() -> JobPath.notFound(jobId));
        return JobUsagePage.of(job, usage.find(jobId).orElse(null));
    }
}
