package io.dwr.scheduler.job;

import io.dwr.model.job.JobId;
import io.dwr.model.job.JobRecord;
import io.dwr.model.job.PostMortem;
import io.dwr.redis.job.JobStore;
import io.dwr.redis.job.PostMortemStore;
import io.dwr.scheduler.problem.ProblemCode;
import io.dwr.scheduler.problem.ProblemException;
import io.dwr.scheduler.request.JobPath;
import io.dwr.scheduler.request.QueryParameters;
import jakarta.servlet.http.HttpServletRequest;
import java.util.regex.Pattern;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** What is left of a failed attempt. */
@RestController
final class PostMortemController {
    private static final Pattern NUMBER = Pattern.compile("[1-9]\\d{0,8}");

    private final JobStore jobs;
    private final PostMortemStore postMortems;

    PostMortemController(JobStore jobs, PostMortemStore postMortems) {
        this.jobs = jobs;
        this.postMortems = postMortems;
    }

    @GetMapping(path = "/jobs/{id}/attempts/{attempt}/postmortem", produces = MediaType.APPLICATION_JSON_VALUE)
    PostMortem postMortem(@PathVariable String id, @PathVariable String attempt, HttpServletRequest request) {
        QueryParameters.of(request).check();
        JobId jobId = JobPath.id(id);
        JobRecord job = jobs.find(jobId).orElseThrow(() -> JobPath.notFound(jobId));
        if (!NUMBER.matcher(attempt).matches()) {
            throw notFound(job);
        }
        return postMortems.find(jobId, Integer.parseInt(attempt)).orElseThrow(() -> notFound(job));
    }

    private static ProblemException notFound(JobRecord job) {
        return ProblemException.of(
                ProblemCode.POSTMORTEM_NOT_FOUND,
                "Nothing is kept of that attempt of job " + job.id() + ", which is at attempt " + job.attempt()
                        + ": only executors write it, of attempts that failed there, and Redis must have had room for it. The newest "
                        + PostMortemStore.MOST + " are kept.");
    }
}
