package io.dwr.redis;

import io.dwr.model.job.JobId;
import io.dwr.model.job.JobStatus;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The schema of all keys, for Java and, as the Lua table {@code keys}, for the function library. All but the logs
 * share one hash tag: the functions reach keys that they build from these prefixes, so Redis Cluster is not supported.
 */
final class RedisKeys {
    private static final String TAG = "{dwr}:";

    /** List: executor ids in first-fit order; an id keeps its place for ever. */
    static final String ORDER = TAG + "order";
    /** Stream: grants and confirmed ends that workflows are to be told. */
    static final String GRANTS = TAG + "grants";
    /** Hash: pending jobs by size. */
    static final String PENDING_SIZES = TAG + "pending_sizes";

    private static final String JOB = TAG + "job:";
    private static final String JOBS = TAG + "jobs:";
    private static final String JOB_LOGS = "job_logs:";
    private static final String LOG = TAG + "log:";
    private static final String ALL = "all";

    /** Keys and, where the value ends with a colon, prefixes of keys. */
    private static final Map<String, String> NAMES = new TreeMap<>(Map.ofEntries(
            Map.entry("order", ORDER),
            // Hash: what an executor has, what is in use, state, contact; `gpu:<uuid>` = the job that holds it.
            Map.entry("executor", TAG + "executor:"),
            // Set: executors that share a container engine.
            Map.entry("engine", TAG + "engine:"),
            // Set: jobs with a reservation on an executor.
            Map.entry("held", TAG + "held:"),
            // Hash: where a job stands in the ledger: held, waiting or ended.
            Map.entry("place", TAG + "place:"),
            // Hash: a waiting shape, by number.
            Map.entry("shape", TAG + "shape:"),
            // Hash: canonical text of a shape to its number.
            Map.entry("shapes", TAG + "shapes"),
            Map.entry("shape_count", TAG + "shape_count"),
            // Sorted set: waiting jobs of a shape by rank.
            Map.entry("line", TAG + "line:"),
            // Sorted set: `<first job>:<shape>` by that job's rank.
            Map.entry("lines", TAG + "lines"),
            // Set: waiting shapes that avoid executors.
            Map.entry("avoiding", TAG + "avoiding"),
            Map.entry("grants", GRANTS),
            // Hash: executors whose grant pass is to be continued, and from where.
            Map.entry("unfinished", TAG + "unfinished"),
            // Set: jobs whose superseded attempt still holds room.
            Map.entry("superseded", TAG + "superseded"),
            // Hash: when the ledger itself was last alive.
            Map.entry("contact", TAG + "contact"),
            // Hash: a job's record; `attempt:<n>` = record of an ended attempt.
            Map.entry("job", JOB),
            // Sorted sets: jobs by creation, of each status and `all`.
            Map.entry("jobs", JOBS),
            // Sorted set: jobs without a final status by arrival.
            Map.entry("jobs_open", TAG + "jobs_open"),
            // Sorted set: ended jobs by the time when their records expire.
            Map.entry("jobs_expiry", TAG + "jobs_expiry"),
            Map.entry("pending_sizes", PENDING_SIZES),
            // Hash: job and body hash of a repeatable submission.
            Map.entry("idempotency", TAG + "idempotency:"),
            // Hash: where the writer of a job's log stands, its size and what was dropped.
            Map.entry("log", LOG),
            // List: a job's log, readable alone.
            Map.entry("job_logs", JOB_LOGS)));

    private RedisKeys() {}

    static String job(JobId jobId) {
        return JOB + jobId;
    }

    /** The index of a status; null = all jobs. */
    static String jobs(@Nullable JobStatus status) {
        return JOBS + statusWord(status);
    }

    /** The word by which functions know the index of a status. */
    static String statusWord(@Nullable JobStatus status) {
        return status == null ? ALL : status.word();
    }

    static String jobLogs(JobId jobId) {
        return JOB_LOGS + jobId;
    }

    static String log(JobId jobId) {
        return LOG + jobId;
    }

    /** The schema as a Lua table. */
    static String lua() {
        return NAMES.entrySet().stream()
                .map(name -> "  " + name.getKey() + " = '" + name.getValue() + "',\n")
                .collect(Collectors.joining("", "local keys = {\n", "}\n"));
    }
}
