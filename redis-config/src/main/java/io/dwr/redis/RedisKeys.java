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

    /** Sorted set: executor ids by number, which is their first-fit order; an id keeps its number for ever. */
    static final String EXECUTORS = TAG + "executors";
    /** Stream: grants and confirmed ends that workflows are to be told. */
    static final String GRANTS = TAG + "grants";
    /** Hash: pending jobs by size. */
    static final String PENDING_SIZES = TAG + "pending_sizes";

    private static final String JOB = TAG + "job:";
    private static final String JOBS = TAG + "jobs:";
    private static final String JOB_LOGS = "job_logs:";
    private static final String JOB_LOG_HEAD = "job_log_head:";
    private static final String LOG = TAG + "log:";
    private static final String USAGE = TAG + "usage:";
    private static final String POST_MORTEM = TAG + "postmortem:";
    private static final String ALL = "all";

    /** Keys and, where the value ends with a colon, prefixes of keys. */
    private static final Map<String, String> NAMES = new TreeMap<>(Map.ofEntries(
            Map.entry("executors", EXECUTORS),
            Map.entry("executor_count", TAG + "executor_count"),
            // List: executors in first-fit order, as version 1 kept them.
            Map.entry("order", TAG + "order"),
            // Hash: what an executor has, what is in use, state, contact; `gpu:<uuid>` = the job that holds it.
            Map.entry("executor", TAG + "executor:"),
            // Sorted set: executors in contact by the time when they were last heard of.
            Map.entry("contacts", TAG + "contacts"),
            // Sorted set: executors with a label, by number.
            Map.entry("labelled", TAG + "labelled:"),
            // Set: labels that belong to the class of those who have them.
            Map.entry("common_labels", TAG + "common_labels"),
            // Hash: what a class's executors share, to the class's number.
            Map.entry("classes", TAG + "classes"),
            Map.entry("class_count", TAG + "class_count"),
            // Hash: what the executors share, how many there are and how many rows.
            Map.entry("class", TAG + "class:"),
            // List: rows of a class that nobody has.
            Map.entry("vacant", TAG + "vacant:"),
            // Packed rows of a class: what is free, and what is there at all; each with maxima of its blocks.
            Map.entry("room", TAG + "room:"),
            Map.entry("room_maxima", TAG + "room_maxima:"),
            Map.entry("whole", TAG + "whole:"),
            Map.entry("whole_maxima", TAG + "whole_maxima:"),
            // Set: waiting shapes for which no executor of the class is one.
            Map.entry("barred", TAG + "barred:"),
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
            // Sorted set: `<first job>:<shape and what it needs>` by that job's rank.
            Map.entry("lines", TAG + "lines"),
            // Sorted set: waiting shapes by the time since which their first job waits.
            Map.entry("ages", TAG + "ages"),
            // Set: executors that are kept for a job that has waited for long.
            Map.entry("claims", TAG + "claims"),
            // Sorted sets: waiting shapes by what they need.
            Map.entry("needs_cpu", TAG + "needs_cpu"),
            Map.entry("needs_memory", TAG + "needs_memory"),
            // Set: waiting shapes that avoid executors.
            Map.entry("avoiding", TAG + "avoiding"),
            // Hash: most of CPU, memory, GPUs and pending jobs, of the queues that a quota names.
            Map.entry("quotas", TAG + "quotas"),
            // Hash: what the jobs of each queue have in use, how many run and are pending.
            Map.entry("queues", TAG + "queues"),
            // Sorted set: members of `lines` whose queue a quota names.
            Map.entry("queue_lines", TAG + "queue_lines:"),
            // Sorted set: waiting shapes whose queue a quota names by the time since which their first job waits.
            Map.entry("queue_ages", TAG + "queue_ages:"),
            // Hash: queue to the job that has waited for long and what it claims of the queue's quota.
            Map.entry("quota_claims", TAG + "quota_claims"),
            // Hash: queues whose grant pass is to be continued, and what was in use before it.
            Map.entry("queue_passes", TAG + "queue_passes"),
            Map.entry("grants", GRANTS),
            // Hash: executors, and queues after an `@`, whose grant pass is to be continued, and from where.
            Map.entry("unfinished", TAG + "unfinished"),
            // Set: jobs whose superseded attempt still holds room.
            Map.entry("superseded", TAG + "superseded"),
            // Set: of these, the jobs on an executor, which is to stop them and say so.
            Map.entry("stopping", TAG + "stopping:"),
            // Sorted set: draining executors where jobs are left, by when to look next.
            Map.entry("drains", TAG + "drains"),
            // Sorted set: executors that are set aside, by when they are tried again.
            Map.entry("set_aside", TAG + "set_aside"),
            // List: sentences about executors for the schedulers' log.
            Map.entry("notices", TAG + "notices"),
            // Hash: what schedulers were set to, as far as functions need it that others call.
            Map.entry("settings", TAG + "settings"),
            // Hash: the server process that the ledger was told by, and since when it is closed.
            Map.entry("ledger", TAG + "ledger"),
            // Hash: when the ledger itself was last alive.
            Map.entry("contact", TAG + "contact"),
            // Hash: a job's record; `attempt:<n>` = record of an ended attempt.
            Map.entry("job", JOB),
            // Hash: what is left of a job's failed attempts, by attempt.
            Map.entry("postmortem", POST_MORTEM),
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
            // Hash: how a job's last sampled attempt used its machine.
            Map.entry("usage", USAGE),
            // List: the first lines of a log that grew over its cap.
            Map.entry("job_log_head", JOB_LOG_HEAD),
            // List: a job's log, or its newest lines; readable alone.
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

    static String log(JobId jobId) {
        return LOG + jobId;
    }

    static String usage(JobId jobId) {
        return USAGE + jobId;
    }

    static String postMortem(JobId jobId) {
        return POST_MORTEM + jobId;
    }

    /** The schema as a Lua table. */
    static String lua() {
        return NAMES.entrySet().stream()
                .map(name -> "  " + name.getKey() + " = '" + name.getValue() + "',\n")
                .collect(Collectors.joining("", "local keys = {\n", "}\n"));
    }
}
