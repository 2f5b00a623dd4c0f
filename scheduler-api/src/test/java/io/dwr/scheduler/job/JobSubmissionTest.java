package io.dwr.scheduler.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.dwr.model.job.JobRecord;
import io.dwr.model.job.JobSpec;
import io.dwr.redis.job.JobStore;
import io.dwr.redis.ledger.LedgerUnavailableException;
import io.dwr.scheduler.LedgerStory;
import io.dwr.scheduler.job.JobSubmission.Submitted;
import io.dwr.scheduler.workflow.JobStarter;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class JobSubmissionTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00.123456Z");

    private final JobSpec spec = LedgerStory.spec(LedgerStory.ONE_CORE);

    @Test
    void theAnswerIsTheRecordAsStored() {
        try (LedgerStory story = new LedgerStory()) {
            Submitted submitted = submission(story.stores.jobStore(), story).submit(spec, null);

            assertThat(submitted.job()).isEqualTo(story.record(submitted.job().id()));
            assertThat(submitted.replayed()).isFalse();
        }
    }

    @Test
    void aJobIsAcceptedThoughRedisGoesAwayRightAfterItWasStored() {
        try (LedgerStory story = new LedgerStory()) {
            JobStore dying = thatDiesAfterCreating(story.stores.jobStore());

            JobRecord job = submission(dying, story).submit(spec, null).job();

            assertThat(story.record(job.id()).spec()).isEqualTo(spec);
            assertThat(story.workflows.calls()).containsExactly("start " + job.id());
        }
    }

    private static JobSubmission submission(JobStore jobs, LedgerStory story) {
        return new JobSubmission(
                jobs,
                story.stores.ledger(),
                new JobStarter(story.workflows, jobs),
                Clock.fixed(NOW, ZoneOffset.UTC),
                UUID::randomUUID);
    }

    private static JobStore thatDiesAfterCreating(JobStore jobs) {
        return (JobStore) Proxy.newProxyInstance(
                JobStore.class.getClassLoader(), new Class<?>[] {JobStore.class}, (_, method, arguments) -> {
                    if (!method.getName().equals("create")) {
                        throw new LedgerUnavailableException("Redis went away");
                    }
                    try {
                        return method.invoke(jobs, arguments);
                    } catch (InvocationTargetException failed) {
                        throw failed.getCause();
                    }
                });
    }
}
