package io.dwr.redis;

import io.dwr.model.job.JobId;
import io.dwr.model.placement.Rank;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** A job's position in the whole line, counted by calls that each look at a part of it. */
final class RedisPosition {
    private static final long NOT_THERE = -1;
    private static final long ALL = -1;

    private RedisPosition() {}

    /**
     * 1 = next; empty when the job does not wait.
     *
     * @param rank of a job that is not in the line: where it would stand; null = where it stands
     */
    static OptionalLong of(RedisConnection redis, JobId jobId, @Nullable Rank rank) {
        String score = rank == null ? "" : String.valueOf(rank.score());
        long ahead = 0;
        long from = 0;
        while (from != ALL) {
            Reply part = redis.read("position", jobId.value(), score, String.valueOf(from));
            if (part.number(0) == NOT_THERE) {
                return OptionalLong.empty();
            }
            ahead += part.number(0);
            from = part.number(1);
        }
        return OptionalLong.of(ahead + 1);
    }
}
