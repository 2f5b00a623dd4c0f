package io.dwr.scheduler.log;

import io.dwr.model.job.JobId;
import io.dwr.redis.log.JobLogStore;
import io.dwr.scheduler.request.JobPath;
import io.dwr.scheduler.request.QueryParameters;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.web.HttpMediaTypeNotAcceptableException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;

/**
 * The log of a job. As text (the default) it is one answer, which a follower keeps open until the log is complete; a
 * follower behind something that cuts quiet connections asks for JSON, whose pages answer within seconds and carry the
 * offset to go on from.
 */
@RestController
final class LogController {
    private static final long LONGEST_WAIT_MILLIS = 10_000;
    private static final JobLogStore.Page NOTHING_MORE = new JobLogStore.Page(List.of(), 0, 0, 0);

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
        boolean asJson = LogForm.isJson(request.getHeader(HttpHeaders.ACCEPT));
        LogQuery query = asJson
                ? LogQuery.ofPages(QueryParameters.of(request, "tail", "since", "limit", "follow"))
                : LogQuery.ofText(QueryParameters.of(request, "tail", "since", "follow", "timestamps", "stream"));
        JobId jobId = JobPath.id(id);
        logs.requireJob(jobId);
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        if (asJson) {
            page(jobId, query, response);
        } else {
            text(jobId, query, ReaderPresence.of(request), response);
        }
    }

    private void page(JobId id, LogQuery query, HttpServletResponse response) throws IOException {
        long offset = logs.firstOffset(id, query);
        boolean ended = logs.ended(id);
        JobLogStore.Page page = query.follow() && !ended
                ? follower.await(id, offset, query.limit(), LONGEST_WAIT_MILLIS)
                : logs.read(id, offset, query.limit());
        boolean complete =
                logs.ended(id) && logs.read(id, page.nextOffset(), 1).lines().isEmpty();
        response.setContentType(MediaType.APPLICATION_JSON_VALUE);
        json.writeValue(
                response.getOutputStream(),
                new LogPage(page.lines(), page.firstOffset(), page.nextOffset(), page.dropped(), complete));
    }

    private void text(JobId id, LogQuery query, ReaderPresence reader, HttpServletResponse response)
            throws IOException {
        long offset = logs.firstOffset(id, query);
        response.setContentType(MediaType.TEXT_PLAIN_VALUE + ";charset=UTF-8");
        LogText text = new LogText(query);
        OutputStream out = response.getOutputStream();
        if (query.follow()) {
            response.setHeader("X-Accel-Buffering", "no");
            response.flushBuffer();
            follower.follow(id, offset, reader::hasLeft, lines -> {
                out.write(text.of(lines).getBytes(StandardCharsets.UTF_8));
                response.flushBuffer();
            });
            return;
        }
        JobLogStore.Page page = logs.read(id, offset, LogQuery.PAGE);
        while (!page.lines().isEmpty()) {
            out.write(text.of(page.lines()).getBytes(StandardCharsets.UTF_8));
            page = page.lines().size() < LogQuery.PAGE ? NOTHING_MORE : logs.read(id, page.nextOffset(), LogQuery.PAGE);
        }
    }
}
