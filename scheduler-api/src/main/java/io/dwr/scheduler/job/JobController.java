package io.dwr.scheduler.job;

import io.dwr.model.job.JobId;
import io.dwr.model.job.JobRecord;
import io.dwr.model.job.JobSpec;
import io.dwr.model.request.JobRequestParser;
import io.dwr.redis.job.JobStore;
import io.dwr.scheduler.job.JobSubmission.Submitted;
import io.dwr.scheduler.request.JobPath;
import io.dwr.scheduler.request.JsonBody;
import io.dwr.scheduler.request.QueryParameters;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** Submit a job, look at it, stop it. */
@RestController
final class JobController {
    private static final String KEY = "Idempotency-Key";
    private static final String REPLAYED = "Idempotency-Replayed";
    private static final String DRY_RUN = "dry_run";
    private static final int DEFAULT_LOG_LINES = 50;
    private static final int MOST_LOG_LINES = 1000;

    private final JobRequests requests;
    private final JobSubmission submission;
    private final JobStore jobs;
    private final JobPages pages;
    private final JobAbort abort;

    JobController(JobRequests requests, JobSubmission submission, JobStore jobs, JobPages pages, JobAbort abort) {
        this.requests = requests;
        this.submission = submission;
        this.jobs = jobs;
        this.pages = pages;
        this.abort = abort;
    }

    @PostMapping(path = "/jobs", produces = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<Object> submit(HttpServletRequest request) throws IOException {
        QueryParameters parameters = QueryParameters.of(request, DRY_RUN);
        boolean dryRun = parameters.flag(DRY_RUN, false);
        parameters.check();
        byte[] body = JsonBody.read(request, JobRequestParser.MOST_BODY_BYTES);
        if (dryRun) {
            JobSpec spec = requests.spec(body);
            return ResponseEntity.ok(pages.dryRun(spec, submission.foresee(spec)));
        }
        Submitted submitted =
                submission.submit(requests.spec(body), requests.idempotency(request.getHeader(KEY), body));
        JobPage page = pages.changed(submitted.job());
        URI location = URI.create("/jobs/" + submitted.job().id());
        if (submitted.replayed()) {
            return ResponseEntity.ok()
                    .location(location)
                    .header(REPLAYED, "true")
                    .body(page);
        }
        return ResponseEntity.created(location).body(page);
    }

    @GetMapping(path = "/jobs/{id}", produces = MediaType.APPLICATION_JSON_VALUE)
    JobPage get(@PathVariable String id, HttpServletRequest request) {
        QueryParameters parameters = QueryParameters.of(request, "log_lines");
        long logLines = parameters.number("log_lines", DEFAULT_LOG_LINES, 0, MOST_LOG_LINES);
        parameters.check();
        JobId jobId = JobPath.id(id);
        JobRecord job = jobs.find(jobId).orElseThrow(() -> JobPath.notFound(jobId));
        return pages.page(job, Math.toIntExact(logLines));
    }

    @DeleteMapping(path = "/jobs/{id}", produces = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<JobPage> delete(@PathVariable String id, HttpServletRequest request) {
        return abort(id, AbortReason.ofQuery(request));
    }

    @PostMapping(path = "/jobs/{id}/abort", produces = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<JobPage> abort(@PathVariable String id, HttpServletRequest request) throws IOException {
        return abort(id, AbortReason.ofBodyOrQuery(request));
    }

    private ResponseEntity<JobPage> abort(String id, @Nullable String reason) {
        JobRecord job = abort.abort(JobPath.id(id), reason);
        return ResponseEntity.status(HttpStatus.ACCEPTED).body(pages.changed(job));
    }
}
