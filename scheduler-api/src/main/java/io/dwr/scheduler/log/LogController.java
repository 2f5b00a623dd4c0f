package io.dwr.scheduler.log;

import io.dwr.model.job.JobId;
import io.dwr.redis.log.JobLogStore;
import io.dwr.scheduler.request.JobPath;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.web.HttpMediaTypeNotAcceptableException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;

/**
 * The log of a job, in one of the {@link LogForm}s. As text (the default) it is one answer, which a follower keeps open
 * until the log is complete; a follower behind something that cuts connections asks for events or for JSON, which carry
 * the offset to go on from.
 */
@RestController
final class LogController {
    private static final long LONGEST_WAIT_MILLIS = 10_000;

    private final JobLogs logs;
    private final LogFollower follower;
    private final JsonMapper json;

    LogController(JobLogs logs, LogFollower follower, JsonMapper json) {
        this.logs = logs;
        this.follower = follower;
        this.json = json;
    }

    @GetMapping("/jobs/{id}/logs")
    void log(@PathVariable String id, HttpServletRequest request, HttpServletResponse response)
            throws IOException, HttpMediaTypeNotAcceptableException {
        LogForm form = LogForm.of(request);
        LogQuery query = LogQuery.of(form, request);
        JobId jobId = JobPath.id(id);
        logs.requireJob(jobId);
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        ReaderPresence reader = ReaderPresence.of(request);
        switch (form) {
            case JSON -> page(jobId, query, response);
            case EVENTS -> {
                if (request.getHeader(LogQuery.LAST_EVENT) != null && isOver(jobId, query.since())) {
                    response.setStatus(HttpServletResponse.SC_NO_CONTENT);
                } else {
                    events(jobId, query, reader, response);
                }
            }
            case TEXT -> {
                response.setContentType(MediaType.TEXT_PLAIN_VALUE + ";charset=UTF-8");
                write(jobId, query, new LogText(query), reader, response);
            }
            case RAW -> {
                response.setContentType(MediaType.APPLICATION_OCTET_STREAM_VALUE);
                response.setHeader(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"job-" + jobId + ".log\"");
                write(jobId, query, new RawLog(query.sources()), reader, response);
            }
        }
    }

    private void page(JobId id, LogQuery query, HttpServletResponse response) throws IOException {
        long offset = logs.firstOffset(id, query);
        boolean ended = logs.ended(id);
        JobLogStore.Page page = query.follow() && !ended
                ? follower.await(id, offset, query, LONGEST_WAIT_MILLIS)
                : logs.read(id, offset, query.limit());
        boolean moreIsLikely = query.follow() && page.lines().size() == query.limit();
        boolean complete = !moreIsLikely && isOver(id, page.nextOffset());
        response.setContentType(MediaType.APPLICATION_JSON_VALUE);
        json.writeValue(response.getOutputStream(), LogPage.of(page, complete));
    }

    private boolean isOver(JobId id, long offset) {
        return logs.ended(id) && logs.read(id, offset, 1).lines().isEmpty();
    }

    private void write(
            JobId id, LogQuery query, LogRendering rendering, ReaderPresence reader, HttpServletResponse response)
            throws IOException {
        long offset = logs.firstOffset(id, query);
        OutputStream out = response.getOutputStream();
        if (query.follow()) {
            response.setHeader("X-Accel-Buffering", "no");
            response.flushBuffer();
            follower.follow(id, offset, reader::hasLeft, new LogFollower.Sink() {
                @Override
                public void accept(JobLogStore.Page page) throws IOException {
                    out.write(rendering.of(page.lines()));
                    response.flushBuffer();
                }

                @Override
                public void quiet() {
                    // Text has no word that says nothing.
                }
            });
            return;
        }
        for (JobLogStore.Page page = logs.read(id, offset, LogQuery.PAGE);
                !page.lines().isEmpty();
                page = logs.read(id, page.nextOffset(), LogQuery.PAGE)) {
            out.write(rendering.of(page.lines()));
        }
    }

    private void events(JobId id, LogQuery query, ReaderPresence reader, HttpServletResponse response)
            throws IOException {
        long offset = logs.firstOffset(id, query);
        response.setContentType(MediaType.TEXT_EVENT_STREAM_VALUE);
        response.setHeader("X-Accel-Buffering", "no");
        LogEvents events = new LogEvents(response.getOutputStream(), json);
        events.begin();
        events.end(follower.follow(id, offset, reader::hasLeft, events));
    }
}
