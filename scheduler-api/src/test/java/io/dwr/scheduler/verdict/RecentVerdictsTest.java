package io.dwr.scheduler.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import io.dwr.model.job.JobId;
import io.dwr.model.placement.Obstacle;
import io.dwr.model.placement.Verdict;
import io.dwr.scheduler.LedgerStory;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RecentVerdictsTest {
    private final LedgerStory story = new LedgerStory();
    private final AtomicLong nanos = new AtomicLong();

    @AfterEach
    void close() {
        story.close();
    }

    @Test
    void equalJobsShareAVerdictForASecond() {
        RecentVerdicts verdicts = new RecentVerdicts(story.stores.ledger(), nanos::get);
        JobId first = story.job();
        JobId second = story.job();
        assertThat(of(verdicts, first).kind()).isEqualTo(Verdict.Kind.NO_EXECUTORS);
        story.executor("ada", 4);

        nanos.addAndGet(Duration.ofMillis(999).toNanos());
        assertThat(of(verdicts, second).kind()).isEqualTo(Verdict.Kind.NO_EXECUTORS);

        nanos.addAndGet(Duration.ofMillis(1).toNanos());
        assertThat(of(verdicts, second).kind()).isEqualTo(Verdict.Kind.ROOM);
    }

    @Test
    void aVerdictThatTookLongIsKeptLonger() {
        RecentVerdicts verdicts = new RecentVerdicts(
                story.stores.ledger(),
                () -> nanos.getAndAdd(Duration.ofMillis(100).toNanos()));
        JobId job = story.job();
        of(verdicts, job);
        story.executor("ada", 0);

        nanos.addAndGet(Duration.ofMillis(1800).toNanos());
        assertThat(of(verdicts, job).count(Obstacle.TOO_SMALL)).isZero();

        nanos.addAndGet(Duration.ofMillis(200).toNanos());
        assertThat(of(verdicts, job).count(Obstacle.TOO_SMALL)).isEqualTo(1);
    }

    private Verdict of(RecentVerdicts verdicts, JobId job) {
        return verdicts.of(job, story.record(job).spec().requirements(), Set.of());
    }
}
