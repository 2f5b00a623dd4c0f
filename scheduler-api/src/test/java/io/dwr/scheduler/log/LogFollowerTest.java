package io.dwr.scheduler.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dwr.model.job.JobId;
import io.dwr.redis.job.JobStore;
import io.dwr.redis.ledger.LedgerUnavailableException;
import io.dwr.redis.log.JobLogStore;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How long a follower of a log waits, and for what. */
class LogFollowerTest {
    private static final JobId ID = new JobId("01999999-9999-7999-8999-999999999999");
    private static final JobLogStore.Page EMPTY = new JobLogStore.Page(List.of(), 0, 0, 0);

    private final AtomicBoolean away = new AtomicBoolean();
    private final AtomicInteger asked = new AtomicInteger();
    private final Followers followers = new Followers();
    private final LogFollower.Sink sink = new LogFollower.Sink() {
        @Override
        public void accept(JobLogStore.Page page) {
            throw new IllegalStateException("there are no lines");
        }

        @Override
        public void quiet() {}
    };

    @BeforeEach
    void start() {
        followers.start();
    }

    private LogFollower follower(Duration longestSilence, Duration longestWithoutStore) {
        JobLogs logs = new JobLogs(store(JobLogStore.class, EMPTY), store(JobStore.class, Optional.empty()));
        return new LogFollower(logs, followers, longestSilence, longestWithoutStore);
    }

    /** A store that answers always the same, while it is there. */
    private <T> T store(Class<T> type, Object answer) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (_, _, _) -> {
            asked.incrementAndGet();
            if (away.get()) {
                throw new LedgerUnavailableException("Redis is away");
            }
            return answer;
        }));
    }

    @Test
    void aLogWhoseStoreStaysAwayIsCutOff() {
        away.set(true);

        assertThatThrownBy(() ->
                        follower(Duration.ofMinutes(1), Duration.ofMillis(1)).follow(ID, 0, () -> false, sink))
                .isInstanceOf(IOException.class);

        assertThat(asked).hasValueLessThanOrEqualTo(2);
    }

    @Test
    void aStoreThatComesBackIsReadOn() throws IOException {
        away.set(true);

        long end = follower(Duration.ofMinutes(1), Duration.ofMinutes(1))
                .follow(
                        ID,
                        0,
                        () -> {
                            away.set(false);
                            return false;
                        },
                        sink);

        assertThat(end).isZero();
    }
}
