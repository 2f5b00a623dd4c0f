package io.dwr.redis;

import io.dwr.model.job.JobSpec;
import io.dwr.model.job.RunPolicy;
import io.dwr.model.placement.Requirements;
import io.dwr.model.queue.QueueLimits;
import io.dwr.redis.ledger.Queues;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;

/** Stories in which jobs belong to queues. */
abstract class QueueTest extends RedisTest {
    static Queues queues;

    @BeforeEach
    void openQueues() {
        queues = stores.queues();
    }

    static JobSpec spec(String queue, Requirements requirements) {
        JobSpec plain = spec(requirements);
        RunPolicy policy = plain.policy();
        return new JobSpec(
                plain.name(),
                plain.labels(),
                plain.container(),
                requirements,
                new RunPolicy(
                        policy.allocationTimeoutSeconds(),
                        policy.timeoutSeconds(),
                        policy.gracePeriodSeconds(),
                        policy.maxRetries(),
                        policy.priority(),
                        queue));
    }

    static void submit(int n, String queue, Requirements requirements) {
        jobs.create(job(n), spec(queue, requirements), SUBMITTED.plusMillis(n), null);
    }

    /** Submits the job and reserves for it. */
    static String place(int n, String queue, Requirements requirements) {
        submit(n, queue, requirements);
        return place(n, requirements);
    }

    static QueueLimits cores(long most) {
        return new QueueLimits(most * 1000, null, null, null);
    }

    static QueueLimits most(@Nullable Long gib, @Nullable Long gpus) {
        return new QueueLimits(null, gib == null ? null : gib * 1024, gpus, null);
    }

    static QueueLimits pending(long most) {
        return new QueueLimits(null, null, null, most);
    }

    static void quota(String queue, QueueLimits limits) {
        queues.setQuotas(Map.of(queue, limits));
    }
}
