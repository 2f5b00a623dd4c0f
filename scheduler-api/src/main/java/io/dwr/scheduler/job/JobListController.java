package io.dwr.scheduler.job;

import io.dwr.model.job.JobId;
import io.dwr.model.job.JobRecord;
import io.dwr.model.job.JobStatus;
import io.dwr.redis.job.JobStore;
import io.dwr.scheduler.request.QueryParameters;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** The list of jobs, newest first, page by page. */
@RestController
final class JobListController {
    private static final int DEFAULT_LIMIT = 100;
    private static final int MOST = 1000;

    private final JobStore jobs;
    private final JobPages pages;

    JobListController(JobStore jobs, JobPages pages) {
        this.jobs = jobs;
        this.pages = pages;
    }

    @GetMapping(path = "/jobs", produces = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<List<JobView>> list(HttpServletRequest request) {
        QueryParameters parameters = QueryParameters.of(request, "status_filter", "limit", "cursor");
        JobStatus status = status(parameters);
        JobId after = cursor(parameters);
        int limit = Math.toIntExact(parameters.number("limit", DEFAULT_LIMIT, 1, MOST));
        parameters.check();

        List<JobRecord> found = jobs.list(status, limit + 1, after);
        List<JobRecord> page = found.subList(0, Math.min(limit, found.size()));
        ResponseEntity.BodyBuilder answer = ResponseEntity.ok();
        if (found.size() > limit) {
            answer.header(HttpHeaders.LINK, next(status, limit, page.getLast().id()));
        }
        return answer.body(pages.views(page));
    }

    private static @Nullable JobStatus status(QueryParameters parameters) {
        String text = parameters.text("status_filter");
        if (text == null || text.isEmpty()) {
            return null;
        }
        JobStatus status = JobStatus.ofWord(text).orElse(null);
        if (status == null) {
            String words = Stream.of(JobStatus.values()).map(JobStatus::word).collect(Collectors.joining(", "));
            parameters.refuse("status_filter", "one of " + words + " is needed");
        }
        return status;
    }

    private static @Nullable JobId cursor(QueryParameters parameters) {
        String text = parameters.text("cursor");
        if (text == null) {
            return null;
        }
        JobId after = JobCursor.read(text).orElse(null);
        if (after == null) {
            parameters.refuse("cursor", "take it from the Link header of the page before, or leave it out");
        }
        return after;
    }

    private static String next(@Nullable JobStatus status, int limit, JobId last) {
        String filter = status == null ? "" : "&status_filter=" + status.word();
        return "</jobs?limit=" + limit + filter + "&cursor=" + JobCursor.after(last) + ">; rel=\"next\"";
    }
}
