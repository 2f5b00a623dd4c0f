package io.dwr.redis;

import io.dwr.model.executor.ExecutorId;
import io.dwr.model.executor.ExecutorReport;
import io.dwr.model.executor.HeldAttempt;
import io.dwr.model.executor.HeldResources;
import io.dwr.model.job.ImageUse;
import io.dwr.model.job.JobId;
import io.dwr.model.job.Outcome;
import io.dwr.model.job.Stage;
import io.dwr.redis.ledger.ExecutorLedger;
import io.dwr.redis.ledger.LedgerUnavailableException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** What executors ask of the ledger, over the function library. */
class RedisExecutorLedger implements ExecutorLedger {
    final RedisConnection redis;
    final GrantingCalls granting;

    RedisExecutorLedger(RedisConnection redis) {
        this.redis = redis;
        this.granting = new GrantingCalls(redis);
    }

    @Override
    public boolean begin(JobId jobId, int attempt, ExecutorId executorId) {
        String answer = redis.call("begin", jobId.value(), Arguments.text(attempt), executorId.value())
                .text(0);
        if (answer.equals("closed")) {
            throw closed();
        }
        return answer.equals("yes");
    }

    @Override
    public boolean progress(
            JobId jobId, int attempt, Stage stage, @Nullable Instant startedAt, @Nullable String message) {
        return redis.call(
                        "progress",
                        jobId.value(),
                        Arguments.text(attempt),
                        stage.word(),
                        Arguments.millis(startedAt),
                        message == null ? Arguments.NONE : message)
                .flag(0);
    }

    @Override
    public void tellImage(JobId jobId, int attempt, ImageUse image) {
        redis.call("tell_image", jobId.value(), Arguments.text(attempt), StoredJson.write(image));
    }

    @Override
    public boolean isMoved(JobId jobId, int attempt) {
        return redis.read("moved", jobId.value(), Arguments.text(attempt)).flag(0);
    }

    @Override
    public void tellOutcome(JobId jobId, int attempt, ExecutorId executorId, Outcome outcome) {
        redis.call(
                "tell_outcome", jobId.value(), Arguments.text(attempt), executorId.value(), StoredJson.write(outcome));
    }

    @Override
    public void confirmGone(JobId jobId, int attempt) {
        granting.call("confirm_gone", jobId.value(), Arguments.text(attempt));
    }

    @Override
    public ReportAnswer report(ExecutorReport report, Duration lostAfter) {
        List<String> arguments = new ArrayList<>(List.of(
                report.id().value(),
                report.process().own(),
                Arguments.millis(lostAfter),
                StoredJson.write(StoredExecutor.fields(report)),
                StoredExecutor.engine(report),
                StoredExecutor.gpuUuids(report)));
        arguments.add(StoredHold.json(report.held()));
        arguments.addAll(Arguments.pairs(
                report.held().stream().map(HeldResources::attempt).toList()));
        Reply answer = granting.call("report", arguments);
        String refusal = answer.text(0);
        return new ReportAnswer(refusal.isEmpty() ? null : refusal, attempts(answer.list(1)), answer.flag(2));
    }

    @Override
    public HeartbeatAnswer heartbeat(ExecutorId executorId, String processId, List<HeldAttempt> held) {
        List<String> arguments = new ArrayList<>(List.of(executorId.value(), processId));
        arguments.addAll(Arguments.pairs(held));
        Reply answer = redis.call("heartbeat", arguments);
        return new HeartbeatAnswer(answer.flag(0), attempts(answer.list(1)), attempts(answer.list(2)));
    }

    static LedgerUnavailableException closed() {
        return new LedgerUnavailableException(
                "the ledger in Redis was emptied or its server restarted; a scheduler is rebuilding it, and room is given"
                        + " again once that is done");
    }

    private static List<HeldAttempt> attempts(Reply pairs) {
        return IntStream.range(0, pairs.size() / 2)
                .mapToObj(i -> new HeldAttempt(new JobId(pairs.text(2 * i)), (int) pairs.number(2 * i + 1)))
                .toList();
    }
}
