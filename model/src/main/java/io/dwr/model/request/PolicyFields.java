package io.dwr.model.request;

import io.dwr.model.job.RunPolicy;
import io.dwr.model.queue.QueueName;
import org.jspecify.annotations.Nullable;

/** Reads how long a job may wait and run, how often it is tried and how it is served. */
final class PolicyFields {
    private static final int LONGEST_GRACE_SECONDS = 600;
    private static final int DEFAULT_GRACE_SECONDS = 10;
    private static final int MOST_RETRIES = 100;
    private static final int HIGHEST_PRIORITY = 100;
    private static final int DEFAULT_PRIORITY = 50;
    private static final String SECONDS = " of seconds";

    private final Fields fields;
    private final RequestLimits limits;

    PolicyFields(Fields fields, RequestLimits limits) {
        this.fields = fields;
        this.limits = limits;
    }

    RunPolicy read() {
        return new RunPolicy(
                allocationTimeout(),
                timeout(),
                (int) fields.whole("grace_period", 0, LONGEST_GRACE_SECONDS, DEFAULT_GRACE_SECONDS, SECONDS),
                (int) fields.whole("max_retries", 0, MOST_RETRIES, 0, ""),
                (int) fields.whole("priority", 0, HIGHEST_PRIORITY, DEFAULT_PRIORITY, ""),
                queue());
    }

    private @Nullable Long allocationTimeout() {
        String name = "allocation_timeout";
        return fields.has(name) ? fields.whole(name, 1, RequestLimits.LONGEST_SECONDS, 1, SECONDS) : null;
    }

    private long timeout() {
        String name = "timeout";
        long most = limits.maxRunTimeoutSeconds();
        long otherwise = limits.runTimeoutSeconds();
        long seconds = fields.whole(name, 0, RequestLimits.LONGEST_SECONDS, otherwise, SECONDS + " (0 = no limit)");
        if (most > 0 && (seconds == 0 || seconds > most)) {
            fields.refuse(
                    ViolationCode.OUT_OF_RANGE,
                    name,
                    "timeout is " + seconds + (seconds == 0 ? " (no limit)" : "")
                            + ": the operator's MAX_RUN_TIMEOUT is " + most + "; send 1 to " + most + " seconds");
            return otherwise;
        }
        return seconds;
    }

    private String queue() {
        String queue = fields.text("queue");
        if (queue == null) {
            return QueueName.DEFAULT;
        }
        if (!QueueName.isValid(queue)) {
            fields.refuse(
                    ViolationCode.INVALID_FORMAT, "queue", "queue is " + Quoted.of(queue) + ": send " + QueueName.RULE);
        }
        return queue;
    }
}
