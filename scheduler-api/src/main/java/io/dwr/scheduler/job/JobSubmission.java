package io.dwr.scheduler.job;

import io.dwr.model.job.JobId;
import io.dwr.model.job.JobRecord;
import io.dwr.model.job.JobSpec;
import io.dwr.model.placement.Foresight;
import io.dwr.model.placement.Rank;
import io.dwr.redis.job.JobStore;
import io.dwr.redis.job.JobStore.Creation;
import io.dwr.redis.job.JobStore.Idempotency;
import io.dwr.redis.job.QueueFullException;
import io.dwr.redis.ledger.Ledger;
import io.dwr.scheduler.problem.ProblemCode;
import io.dwr.scheduler.problem.ProblemException;
import io.dwr.scheduler.workflow.JobStarter;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Takes a valid job. Its record is stored first: from then on it is accepted, whatever becomes of Temporal, and its
 * workflow is started now or later. So a stored job is answered as created even while Temporal is away; only a store
 * that is away refuses it.
 */
@Component
final class JobSubmission {
    private static final Logger LOG = LoggerFactory.getLogger(JobSubmission.class);

    private final JobStore jobs;
    private final Ledger ledger;
    private final JobStarter starter;
    private final Clock clock;
    private final Supplier<UUID> random;

    JobSubmission(JobStore jobs, Ledger ledger, JobStarter starter, Clock clock, Supplier<UUID> random) {
        this.jobs = jobs;
        this.ledger = ledger;
        this.starter = starter;
        this.clock = clock;
        this.random = random;
    }

    /**
     * What came of a submission.
     *
     * @param replayed whether the idempotency key gave the job of an earlier one
     */
    record Submitted(JobRecord job, boolean replayed) {}

    Submitted submit(JobSpec spec, @Nullable Idempotency idempotency) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        JobId id = JobId.timeOrdered(now.toEpochMilli(), random.get());
        Creation creation = stored(id, spec, now, idempotency);
        return switch (creation.kind()) {
            case CREATED -> created(JobRecord.submitted(creation.jobId(), spec, now));
            case REPLAYED -> replayed(creation.jobId());
            case CONFLICT -> throw conflict(creation.jobId(), idempotency);
        };
    }

    /** What would come of the job if it was submitted now. Nothing is stored and nothing started. */
    Foresight foresee(JobSpec spec) {
        Instant now = clock.instant();
        JobId id = JobId.timeOrdered(now.toEpochMilli(), random.get());
        Rank rank = JobRecord.submitted(id, spec, now).rank();
        try {
            return ledger.foresee(id, rank, spec.policy().queue(), spec.requirements());
        } catch (QueueFullException full) {
            throw refused(full);
        }
    }

    /** Reads nothing back: a store that goes away just now has accepted the job all the same. */
    private Submitted created(JobRecord job) {
        LOG.info("job {} submitted: {}", job.id(), job.spec().container().image());
        starter.start(job);
        return new Submitted(job, false);
    }

    /** Starts it again, too: the first submission may have ended right after the record was stored. */
    private Submitted replayed(JobId id) {
        JobRecord job = stored(id);
        LOG.info("job {} submitted again with its idempotency key", id);
        if (!job.status().isFinal()) {
            starter.start(job);
        }
        return new Submitted(job, true);
    }

    private JobRecord stored(JobId id) {
        return jobs.find(id)
                .orElseThrow(() -> ProblemException.of(
                        ProblemCode.INTERNAL_ERROR,
                        "The record of job " + id
                                + ", which has this idempotency key, was removed from Redis just now; look for"
                                + " FLUSHALL or an eviction policy there, and send the request again."));
    }

    private Creation stored(JobId id, JobSpec spec, Instant now, @Nullable Idempotency idempotency) {
        try {
            return jobs.create(id, spec, now, idempotency);
        } catch (QueueFullException full) {
            throw refused(full);
        }
    }

    private static ProblemException refused(QueueFullException full) {
        return ProblemException.causedBy(
                ProblemCode.QUEUE_FULL,
                "Queue \"" + full.queue() + "\" has as many pending jobs as its quota allows, which are "
                        + full.most() + ", so nothing was stored. Send the request again later, or abort some of"
                        + " these jobs, or name another queue; the operator's QUEUE_QUOTAS sets the limit.",
                full);
    }

    private static ProblemException conflict(JobId id, @Nullable Idempotency idempotency) {
        return ProblemException.of(
                ProblemCode.IDEMPOTENCY_CONFLICT,
                "The Idempotency-Key \"" + (idempotency == null ? "" : idempotency.key())
                        + "\" was used for another body, which became job " + id
                        + "; send the same body again or choose a new key.");
    }
}
