package io.dwr.scheduler.job;

import io.dwr.model.job.JobId;
import io.dwr.redis.job.JobStore;
import io.dwr.scheduler.request.JobPath;
import io.dwr.scheduler.request.QueryParameters;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** What happened to a job, oldest first. */
@RestController
final class JobEventsController {
    private final JobStore jobs;

    JobEventsController(JobStore jobs) {
        this.jobs = jobs;
    }

    @GetMapping(path = "/jobs/{id}/events", produces = MediaType.APPLICATION_JSON_VALUE)
    List<JobEvent> events(@PathVariable String id, HttpServletRequest request) {
        QueryParameters.of(request).check();
        JobId jobId = JobPath.id(id);
        return JobEvents.of(jobs.find(jobId).orElseThrow(() -> JobPath.notFound(jobId)));
    }
}
