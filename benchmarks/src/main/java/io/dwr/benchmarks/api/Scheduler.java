package io.dwr.benchmarks.api;

import io.dwr.benchmarks.http.HttpAddress;
import io.dwr.benchmarks.http.HttpConnection;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** One connection to the REST API. For one thread. */
public final class Scheduler implements AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Set<String> FINAL = Set.of("succeeded", "failed", "aborted");
    private static final Duration LONGEST = Duration.ofMinutes(2);

    private final HttpConnection connection;
    private final Duration pause;

    /**
     * @param pause between two looks at a job that is waited for
     */
    public Scheduler(HttpAddress address, Duration pause) {
        this.connection = new HttpConnection(address);
        this.pause = pause;
    }

    /** Gives the job's id. */
    public String submit(JobForm form) {
        String answer = connection.call("POST", "/jobs", form.json()).orFail("POST /jobs");
        return JSON.readTree(answer).get("job_id").asString();
    }

    public JsonNode job(String id) {
        return JSON.readTree(connection.get("/jobs/" + id + "?log_lines=0").orFail("GET /jobs/" + id));
    }

    /** Waits until a job has ended. */
    public JsonNode awaitEnd(String id) throws InterruptedException {
        return await(id, job -> FINAL.contains(status(job)));
    }

    /** Waits for all of them, in order, so that one is asked about at a time. */
    public void awaitEnd(List<String> ids) throws InterruptedException {
        for (String id : ids) {
            awaitEnd(id);
        }
    }

    public JsonNode awaitRunning(String id) throws InterruptedException {
        return await(id, job -> !"pending".equals(status(job)));
    }

    private JsonNode await(String id, Predicate<JsonNode> wanted) throws InterruptedException {
        long deadline = System.nanoTime() + LONGEST.toNanos();
        while (true) {
            JsonNode job = job(id);
            if (wanted.test(job)) {
                return job;
            }
            if (System.nanoTime() - deadline > 0) {
                throw new IllegalStateException("job " + id + " is still " + status(job) + ", stage "
                        + job.get("stage").asString() + ", after " + LONGEST.toSeconds()
                        + " s: look at dwr explain " + id);
            }
            Thread.sleep(pause);
        }
    }

    private static String status(JsonNode job) {
        return job.get("status").asString();
    }

    public void abort(String id) {
        connection.call("POST", "/jobs/" + id + "/abort", "").orFail("abort");
    }

    /** What the job's program writes, until the job has ended; the connection serves nothing else until then. */
    public InputStream follow(String id) {
        String path = "/jobs/" + id + "/logs?follow=true&timestamps=false&stream=stdout";
        try {
            return connection.open("GET", path, "").body();
        } catch (IOException broken) {
            throw new UncheckedIOException("GET " + path + " broke off", broken);
        }
    }

    /** The executors that take jobs. */
    public List<JsonNode> readyExecutors() {
        JsonNode page = JSON.readTree(connection.get("/executors").orFail("GET /executors"));
        return page.get("executors")
                .valueStream()
                .filter(executor -> "ready".equals(executor.get("state").asString()))
                .toList();
    }

    /** Jobs that have not ended. */
    public int openJobs() {
        JsonNode queue =
                JSON.readTree(connection.get("/stats").orFail("GET /stats")).get("queue");
        return queue.get("pending_jobs").asInt() + queue.get("running_jobs").asInt();
    }

    @Override
    public void close() {
        connection.close();
    }
}
