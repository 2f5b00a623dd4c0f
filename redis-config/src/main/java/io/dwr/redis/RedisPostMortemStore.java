package io.dwr.redis;

import io.dwr.model.job.JobId;
import io.dwr.model.job.PostMortem;
import io.dwr.redis.job.PostMortemStore;
import java.util.Optional;

/** Post-mortems over a hash for each job: attempt to JSON. */
final class RedisPostMortemStore implements PostMortemStore {
    private final RedisConnection redis;

    RedisPostMortemStore(RedisConnection redis) {
        this.redis = redis;
    }

    @Override
    public boolean keep(JobId jobId, PostMortem postMortem) {
        return redis.call(
                        "keep_postmortem",
                        jobId.value(),
                        Arguments.text(postMortem.attempt()),
                        StoredJson.write(postMortem),
                        String.valueOf(MOST))
                .flag(0);
    }

    @Override
    public Optional<PostMortem> find(JobId jobId, int attempt) {
        String json = redis.ask(commands -> commands.hget(RedisKeys.postMortem(jobId), Arguments.text(attempt)));
        return Optional.ofNullable(json).map(stored -> StoredJson.read(stored, PostMortem.class));
    }
}
