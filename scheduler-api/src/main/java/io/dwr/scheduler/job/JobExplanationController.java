package io.dwr.scheduler.job;

import io.dwr.model.job.JobId;
import io.dwr.redis.job.JobStore;
import io.dwr.scheduler.request.JobPath;
import io.dwr.scheduler.request.QueryParameters;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** Says why a job waits. Of one that does not wait it says so: asking is no mistake, and whoever asks may come late. */
@RestController
final class JobExplanationController {
    private final JobStore jobs;
    private final JobPages pages;

    JobExplanationController(JobStore jobs, JobPages pages) {
        this.jobs = jobs;
        this.pages = pages;
    }

    @GetMapping(path = "/jobs/{id}/explain", produces = MediaType.APPLICATION_JSON_VALUE)
    JobExplanation explain(@PathVariable String id, HttpServletRequest request) {
        QueryParameters.of(request).check();
        JobId jobId = JobPath.id(id);
        return pages.explanation(jobs.find(jobId).orElseThrow(() -> JobPath.notFound(jobId)));
    }
}
