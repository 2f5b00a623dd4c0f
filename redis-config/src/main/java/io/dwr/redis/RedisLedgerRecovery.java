package io.dwr.redis;

import io.dwr.model.job.JobId;
import io.dwr.model.placement.Rank;
import io.dwr.model.placement.Requirements;
import io.dwr.model.placement.Reservation;
import io.dwr.redis.ledger.LedgerRecovery;
import java.util.Optional;
import java.util.Set;

/** The recovery over the function library. */
final class RedisLedgerRecovery implements LedgerRecovery {
    private final RedisConnection redis;

    RedisLedgerRecovery(RedisConnection redis) {
        this.redis = redis;
    }

    @Override
    public Optional<String> closed() {
        String mark = redis.call("closed").text(0);
        return mark.isEmpty() ? Optional.empty() : Optional.of(mark);
    }

    @Override
    public boolean adopt(JobId jobId, int attempt, Reservation reservation, Requirements requirements) {
        return redis.call(
                        "adopt",
                        jobId.value(),
                        String.valueOf(attempt),
                        reservation.executorId(),
                        reservation.executorIp(),
                        String.valueOf(requirements.resources().milliCpus()),
                        String.valueOf(requirements.resources().memoryMib()),
                        StoredJson.write(reservation.gpuUuids()))
                .flag(0);
    }

    @Override
    public void rejoin(JobId jobId, int attempt, Rank rank, Requirements requirements, Set<String> avoided) {
        redis.call("reserve", Arguments.wish(jobId, attempt, rank, requirements, avoided, "rejoin"));
    }

    @Override
    public void settle(JobId jobId, int newestOver, String mark) {
        redis.call("settle", jobId.value(), Arguments.text(newestOver), mark);
    }

    @Override
    public boolean reopen(String mark) {
        return new GrantingCalls(redis).call("reopen", mark).flag(0);
    }
}
