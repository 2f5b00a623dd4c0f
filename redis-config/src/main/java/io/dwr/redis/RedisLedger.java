package io.dwr.redis;

import io.dwr.model.executor.ExecutorContact;
import io.dwr.model.executor.ExecutorId;
import io.dwr.model.executor.ExecutorState;
import io.dwr.model.executor.ExecutorView;
import io.dwr.model.job.AttemptRecord;
import io.dwr.model.job.FinalRecord;
import io.dwr.model.job.JobId;
import io.dwr.model.job.Outcome;
import io.dwr.model.placement.Foresight;
import io.dwr.model.placement.Placement;
import io.dwr.model.placement.Rank;
import io.dwr.model.placement.Requirements;
import io.dwr.model.placement.Reservation;
import io.dwr.model.placement.Supersession;
import io.dwr.model.placement.Verdict;
import io.dwr.model.placement.Withdrawal;
import io.dwr.model.queue.QuotaShortage;
import io.dwr.redis.job.QueueFullException;
import io.dwr.redis.ledger.Ledger;
import io.dwr.redis.ledger.PlacementPolicy;
import io.dwr.redis.ledger.Queues;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.IntStream;

/** The ledger over the function library. */
final class RedisLedger extends RedisExecutorLedger implements Ledger {
    private final PlacementPolicy policy;
    private final Queues queues;
    private final RedisFleet fleet;

    RedisLedger(RedisConnection redis, PlacementPolicy policy) {
        super(redis);
        this.policy = policy;
        this.queues = new RedisQueues(redis, policy);
        this.fleet = new RedisFleet(redis);
    }

    @Override
    public Placement reserve(JobId jobId, int attempt, Rank rank, Requirements requirements, Set<String> avoided) {
        Reply answer = redis.call(
                "reserve",
                Arguments.wish(
                        jobId,
                        attempt,
                        rank,
                        requirements,
                        avoided,
                        policy.order().word()));
        return switch (answer.text(0)) {
            case "closed" -> throw closed();
            case "placed" -> Placement.placed(reservation(answer));
            case "waiting" -> waiting(answer, jobId, requirements, avoided);
            default -> Placement.stale();
        };
    }

    private Placement waiting(Reply answer, JobId jobId, Requirements requirements, Set<String> avoided) {
        String queue = answer.text(2);
        if (!queue.isEmpty()) {
            return Placement.heldUp(queues.find(queue)
                    .shortage(jobId, requirements)
                    .map(QuotaShortage::sentence)
                    .orElse("for the quota of queue " + queue));
        }
        return Placement.waiting(answer.flag(1) ? explain(jobId, requirements, avoided) : null);
    }

    @Override
    public Withdrawal withdraw(JobId jobId, int attempt) {
        Reply answer = granting.call("withdraw", jobId.value(), Arguments.text(attempt));
        return answer.text(0).equals("placed") ? new Withdrawal(reservation(answer), null) : Withdrawal.LEFT;
    }

    @Override
    public void endAttempt(JobId jobId, AttemptRecord attempt) {
        StoredEnding ending = StoredEnding.of(attempt);
        granting.call(
                "end_attempt",
                jobId.value(),
                Arguments.text(attempt.number()),
                ending.json(),
                ending.reason(),
                ending.message(),
                ending.exitCode());
    }

    @Override
    public void finish(int attempt, FinalRecord record, Duration retention) {
        List<String> arguments = new ArrayList<>(List.of(
                record.jobId().value(),
                Arguments.text(attempt),
                record.status().word(),
                record.reason().code(),
                record.message(),
                Arguments.number(record.exitCode()),
                Arguments.millis(StoredEnding.lastStart(record.attempts())),
                String.valueOf(retention.toMillis())));
        record.attempts().forEach(ended -> {
            arguments.add(Arguments.text(ended.number()));
            arguments.add(StoredJson.write(ended));
        });
        granting.call("finish", arguments);
    }

    @Override
    public void release(JobId jobId, int attempt) {
        granting.call("release", jobId.value(), Arguments.text(attempt));
    }

    @Override
    public Supersession supersede(JobId jobId, AttemptRecord attempt, Duration lostAfter, Duration unheard) {
        StoredEnding ending = StoredEnding.of(attempt);
        Reply answer = granting.call(
                "supersede",
                jobId.value(),
                Arguments.text(attempt.number()),
                Arguments.millis(lostAfter),
                attempt.reservation().executorId(),
                ending.json(),
                ending.reason(),
                ending.message(),
                ending.exitCode(),
                Arguments.millis(unheard));
        String outcome = answer.text(1);
        return new Supersession(answer.flag(0), outcome.isEmpty() ? null : StoredJson.read(outcome, Outcome.class));
    }

    @Override
    public boolean setState(ExecutorId executorId, ExecutorState state) {
        if (state != ExecutorState.READY && state != ExecutorState.CORDONED) {
            throw new IllegalArgumentException(
                    "nobody can wish an executor " + state.word() + ": ready or cordoned, or drain it");
        }
        return granting.call("set_state", executorId.value(), state.word()).flag(0);
    }

    @Override
    public boolean drain(ExecutorId executorId, Duration deadline) {
        return granting.call("set_state", executorId.value(), ExecutorState.DRAINING.word(), Arguments.millis(deadline))
                .flag(0);
    }

    @Override
    public Removal remove(ExecutorId executorId, Duration lostAfter) {
        Reply answer = granting.call("remove_executor", executorId.value(), Arguments.millis(lostAfter));
        if (answer.text(0).equals("closed")) {
            throw closed();
        }
        return Removal.valueOf(answer.text(0).toUpperCase(Locale.ROOT));
    }

    @Override
    public List<String> sweep(Duration lostAfter) {
        Reply answer = granting.call(
                "sweep",
                Arguments.millis(lostAfter),
                Arguments.millis(policy.ageHoldAfter()),
                Arguments.text(policy.setAsideAfter()));
        Reply notices = answer.list(0);
        return IntStream.range(0, notices.size()).mapToObj(notices::text).toList();
    }

    @Override
    public Verdict explain(JobId jobId, Requirements requirements, Set<String> avoided) {
        return RedisVerdicts.verdict(redis, jobId, requirements, avoided);
    }

    @Override
    public Foresight foresee(JobId jobId, Rank rank, String queue, Requirements requirements) {
        Reply answer = redis.call(
                "foresee",
                jobId.value(),
                String.valueOf(rank.score()),
                ShapeRequest.json(requirements),
                queue,
                policy.order().word());
        return switch (answer.text(0)) {
            case "closed" -> throw closed();
            case "queue_full" -> throw new QueueFullException(queue, answer.number(1));
            case "placed" -> Foresight.placed(reservation(answer));
            default ->
                Foresight.waiting(
                        explain(jobId, requirements, Set.of()),
                        RedisPosition.of(redis, jobId, rank).orElseThrow());
        };
    }

    @Override
    public OptionalLong position(JobId jobId) {
        return RedisPosition.of(redis, jobId, null);
    }

    @Override
    public List<ExecutorView> executors() {
        return fleet.executors();
    }

    @Override
    public List<ExecutorContact> contacts(Collection<ExecutorId> ids) {
        return fleet.contacts(ids);
    }

    @Override
    public List<HeldReservation> reservations() {
        return fleet.reservations();
    }

    private static Reservation reservation(Reply answer) {
        return new Reservation(
                answer.text(1), answer.text(2), List.of(StoredJson.read(answer.text(3), String[].class)));
    }
}
