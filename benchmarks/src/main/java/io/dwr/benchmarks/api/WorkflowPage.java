package io.dwr.benchmarks.api;

import io.dwr.benchmarks.http.HttpAddress;
import io.dwr.benchmarks.http.HttpConnection;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A job's workflow, as Temporal's Web UI gets it. */
public final class WorkflowPage {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Duration PAUSE = Duration.ofMillis(20);
    private static final int TRIES = 250;

    private final HttpAddress address;
    private final String path;

    /**
     * @param job as the REST API gives it
     */
    public WorkflowPage(JsonNode job) {
        URI link = URI.create(job.get("links").get("workflow").asString());
        this.address = HttpAddress.parse("http://" + link.getAuthority());
        this.path = "/api/v1" + link.getPath();
    }

    public record Closed(Instant time, long events) {}

    /** Waits for the end of the workflow, which comes right after the job's. */
    public Closed closed() throws InterruptedException {
        try (HttpConnection connection = new HttpConnection(address)) {
            for (int tries = 0; tries < TRIES; tries++) {
                JsonNode info = JSON.readTree(connection.get(path).orFail("GET " + path))
                        .get("workflowExecutionInfo");
                JsonNode time = info.get("closeTime");
                if (time != null && !time.isNull()) {
                    return new Closed(
                            Instant.parse(time.asString()),
                            Long.parseLong(info.get("historyLength").asString()));
                }
                Thread.sleep(PAUSE);
            }
        }
        throw new IllegalStateException(path + " has not closed though its job has ended");
    }
}
