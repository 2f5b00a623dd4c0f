package io.dwr.redis;

import io.dwr.model.executor.ExecutorId;
import io.dwr.model.executor.ExecutorReport;
import io.dwr.model.executor.ExecutorState;
import io.dwr.model.executor.ExecutorView;
import io.dwr.model.executor.HeldAttempt;
import io.dwr.model.executor.HeldResources;
import io.dwr.model.job.AttemptRecord;
import io.dwr.model.job.FinalRecord;
import io.dwr.model.job.JobId;
import io.dwr.model.job.Outcome;
import io.dwr.model.job.Stage;
import io.dwr.model.job.StatusReason;
import io.dwr.model.placement.Foresight;
import io.dwr.model.placement.Placement;
import io.dwr.model.placement.Rank;
import io.dwr.model.placement.Requirements;
import io.dwr.model.placement.Reservation;
import io.dwr.model.placement.Verdict;
import io.dwr.model.placement.Withdrawal;
import io.dwr.model.queue.QuotaShortage;
import io.dwr.redis.job.QueueFullException;
import io.dwr.redis.ledger.Ledger;
import io.dwr.redis.ledger.LedgerUnavailableException;
import io.dwr.redis.ledger.PlacementPolicy;
import io.dwr.redis.ledger.Queues;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The ledger over the function library. */
final class RedisLedger implements Ledger {
    private static final int EXECUTORS_PER_CALL = 200;
    private static final String NONE = "";

    private final RedisConnection redis;
    private final PlacementPolicy policy;
    private final Queues queues;

    RedisLedger(RedisConnection redis, PlacementPolicy policy) {
        this.redis = redis;
        this.policy = policy;
        this.queues = new RedisQueues(redis, policy);
    }

    @Override
    public Placement reserve(JobId jobId, int attempt, Rank rank, Requirements requirements, Set<String> avoided) {
        Reply answer = redis.call(
                "reserve",
                wish(jobId, attempt, rank, requirements, avoided, policy.order().word()));
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
                    .shortage(requirements)
                    .map(QuotaShortage::sentence)
                    .orElse("for the quota of queue " + queue));
        }
        return Placement.waiting(answer.flag(1) ? explain(jobId, requirements, avoided) : null);
    }

    @Override
    public Withdrawal withdraw(JobId jobId, int attempt) {
        Reply answer = redis.call("withdraw", jobId.value(), text(attempt));
        finishPasses(redis, answer);
        return answer.text(0).equals("placed") ? new Withdrawal(reservation(answer)) : Withdrawal.LEFT;
    }

    @Override
    public void endAttempt(JobId jobId, AttemptRecord attempt) {
        Ending ending = Ending.of(attempt);
        finishPasses(
                redis,
                redis.call(
                        "end_attempt",
                        jobId.value(),
                        text(attempt.number()),
                        ending.json(),
                        ending.reason(),
                        ending.message(),
                        ending.exitCode()));
    }

    @Override
    public void finish(int attempt, FinalRecord record, Duration retention) {
        List<String> arguments = new ArrayList<>(List.of(
                record.jobId().value(),
                text(attempt),
                record.status().word(),
                record.reason().code(),
                record.message(),
                number(record.exitCode()),
                millis(lastStart(record.attempts())),
                String.valueOf(retention.toMillis())));
        record.attempts().forEach(ended -> {
            arguments.add(text(ended.number()));
            arguments.add(StoredJson.write(ended));
        });
        finishPasses(redis, redis.call("finish", arguments));
    }

    @Override
    public void release(JobId jobId, int attempt) {
        finishPasses(redis, redis.call("release", jobId.value(), text(attempt)));
    }

    @Override
    public boolean begin(JobId jobId, int attempt, ExecutorId executorId) {
        String answer = redis.call("begin", jobId.value(), text(attempt), executorId.value())
                .text(0);
        if (answer.equals("closed")) {
            throw closed();
        }
        return answer.equals("yes");
    }

    @Override
    public boolean progress(JobId jobId, int attempt, Stage stage, @Nullable Instant startedAt) {
        return redis.call("progress", jobId.value(), text(attempt), stage.word(), millis(startedAt))
                .flag(0);
    }

    @Override
    public boolean supersede(JobId jobId, AttemptRecord attempt, Duration lostAfter) {
        Ending ending = Ending.of(attempt);
        Reply answer = redis.call(
                "supersede",
                jobId.value(),
                text(attempt.number()),
                millis(lostAfter),
                attempt.reservation().executorId(),
                ending.json(),
                ending.reason(),
                ending.message(),
                ending.exitCode());
        finishPasses(redis, answer);
        return answer.flag(0);
    }

    @Override
    public void confirmGone(JobId jobId, int attempt) {
        finishPasses(redis, redis.call("confirm_gone", jobId.value(), text(attempt)));
    }

    @Override
    public ReportAnswer report(ExecutorReport report, Duration lostAfter) {
        List<String> arguments = new ArrayList<>(List.of(
                report.id().value(),
                report.processId(),
                millis(lostAfter),
                StoredJson.write(StoredExecutor.fields(report)),
                StoredExecutor.engine(report),
                StoredExecutor.gpuUuids(report)));
        arguments.add(StoredHold.json(report.held()));
        arguments.addAll(
                pairs(report.held().stream().map(HeldResources::attempt).toList()));
        Reply answer = redis.call("report", arguments);
        finishPasses(redis, answer);
        return new ReportAnswer(answer.text(0).isEmpty() ? null : answer.text(0), attempts(answer.list(1)));
    }

    @Override
    public HeartbeatAnswer heartbeat(ExecutorId executorId, String processId, List<HeldAttempt> held) {
        List<String> arguments = new ArrayList<>(List.of(executorId.value(), processId));
        arguments.addAll(pairs(held));
        Reply answer = redis.call("heartbeat", arguments);
        return new HeartbeatAnswer(answer.flag(0), attempts(answer.list(1)), attempts(answer.list(2)));
    }

    @Override
    public boolean setState(ExecutorId executorId, ExecutorState state) {
        if (state != ExecutorState.READY && state != ExecutorState.CORDONED) {
            throw new IllegalArgumentException(
                    "nobody can wish an executor " + state.word() + ": ready or cordoned, or drain it");
        }
        Reply answer = redis.call("set_state", executorId.value(), state.word());
        finishPasses(redis, answer);
        return answer.flag(0);
    }

    @Override
    public boolean drain(ExecutorId executorId, Duration deadline) {
        Reply answer = redis.call("set_state", executorId.value(), ExecutorState.DRAINING.word(), millis(deadline));
        finishPasses(redis, answer);
        return answer.flag(0);
    }

    @Override
    public Removal remove(ExecutorId executorId, Duration lostAfter) {
        Reply answer = redis.call("remove_executor", executorId.value(), millis(lostAfter));
        finishPasses(redis, answer);
        if (answer.text(0).equals("closed")) {
            throw closed();
        }
        return Removal.valueOf(answer.text(0).toUpperCase(Locale.ROOT));
    }

    @Override
    public List<String> sweep(Duration lostAfter) {
        Reply answer =
                redis.call("sweep", millis(lostAfter), millis(policy.ageHoldAfter()), text(policy.setAsideAfter()));
        finishPasses(redis, answer);
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
        return stored().map(StoredExecutor::view).toList();
    }

    @Override
    public List<HeldReservation> reservations() {
        return stored().flatMap(RedisLedger::reservationsOf).toList();
    }

    private Stream<Reply> stored() {
        List<String> ids = redis.ask(commands -> commands.zrange(RedisKeys.EXECUTORS, 0, -1));
        List<Reply> answers = new ArrayList<>();
        for (int from = 0; from < ids.size(); from += EXECUTORS_PER_CALL) {
            Reply part = redis.read("executors", ids.subList(from, Math.min(from + EXECUTORS_PER_CALL, ids.size())));
            IntStream.range(0, part.size()).mapToObj(part::list).forEach(answers::add);
        }
        return answers.stream();
    }

    /** Rule: a shape that waits fits nowhere. It holds again once every open grant pass is through. */
    static void finishPasses(RedisConnection redis, Reply answer) {
        long open = answer.number(answer.size() - 1);
        while (open > 0) {
            open = redis.call("resume").number(0);
        }
    }

    private static Stream<HeldReservation> reservationsOf(Reply executor) {
        Reply held = executor.list(2);
        return IntStream.range(0, held.size() / 2)
                .mapToObj(i -> new HeldReservation(
                        new JobId(held.text(2 * i)), (int) held.number(2 * i + 1), executor.text(0)));
    }

    /**
     * The arguments of {@code reserve}.
     *
     * @param how the order of executors, or that the job rejoins the line
     */
    static List<String> wish(
            JobId jobId, int attempt, Rank rank, Requirements requirements, Set<String> avoided, String how) {
        return List.of(
                jobId.value(),
                text(attempt),
                String.valueOf(rank.score()),
                ShapeRequest.json(requirements),
                StoredJson.write(new TreeSet<>(avoided)),
                how);
    }

    private static LedgerUnavailableException closed() {
        return new LedgerUnavailableException(
                "the ledger in Redis was emptied or its server restarted; a scheduler is rebuilding it, and room is given"
                        + " again once that is done");
    }

    private static Reservation reservation(Reply answer) {
        return new Reservation(
                answer.text(1), answer.text(2), List.of(StoredJson.read(answer.text(3), String[].class)));
    }

    private static List<HeldAttempt> attempts(Reply pairs) {
        return IntStream.range(0, pairs.size() / 2)
                .mapToObj(i -> new HeldAttempt(new JobId(pairs.text(2 * i)), (int) pairs.number(2 * i + 1)))
                .toList();
    }

    private static List<String> pairs(Collection<HeldAttempt> held) {
        return held.stream()
                .flatMap(attempt -> Stream.of(attempt.jobId().value(), text(attempt.attempt())))
                .toList();
    }

    private static @Nullable Instant lastStart(List<AttemptRecord> attempts) {
        if (attempts.isEmpty()) {
            return null;
        }
        Outcome outcome = attempts.getLast().outcome();
        return outcome == null ? null : outcome.startedAt();
    }

    private static String text(int number) {
        return String.valueOf(number);
    }

    private static String number(@Nullable Integer number) {
        return number == null ? NONE : String.valueOf(number);
    }

    private static String millis(@Nullable Instant time) {
        return time == null ? NONE : String.valueOf(time.toEpochMilli());
    }

    private static String millis(Duration duration) {
        return String.valueOf(duration.toMillis());
    }

    /** What the job's record takes from an ended attempt. */
    private record Ending(String json, String reason, String message, String exitCode) {
        static Ending of(AttemptRecord attempt) {
            Outcome outcome = attempt.outcome();
            if (outcome == null) {
                return new Ending(
                        StoredJson.write(attempt),
                        StatusReason.EXECUTOR_LOST.code(),
                        "the executor " + attempt.reservation().executorId() + " is out of reach",
                        NONE);
            }
            return new Ending(
                    StoredJson.write(attempt), outcome.reason().code(), outcome.message(), number(outcome.exitCode()));
        }
    }
}
