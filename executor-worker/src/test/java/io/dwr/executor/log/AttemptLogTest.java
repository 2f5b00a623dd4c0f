package io.dwr.executor.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dwr.executor.attempt.FakeJobLogStore;
import io.dwr.executor.engine.ContainerOutput;
import io.dwr.model.executor.HeldAttempt;
import io.dwr.model.job.JobId;
import io.dwr.model.log.LogLine;
import io.dwr.model.log.LogSource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class AttemptLogTest {
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.EPOCH);
    private static final HeldAttempt ATTEMPT = new HeldAttempt(new JobId("01890000-0000-7000-8000-000000000001"), 1);

    private final FakeJobLogStore store = new FakeJobLogStore();

    private AttemptLog open() {
        return AttemptLog.open(store, ATTEMPT, store.position(ATTEMPT.jobId(), ATTEMPT.attempt()), false, true, CLOCK);
    }

    private List<String> texts() {
        return store.of(ATTEMPT.jobId()).stream().map(LogLine::text).toList();
    }

    private static ContainerOutput output(String... pieces) {
        return new ContainerOutput() {
            @Override
            public void readAll(Sink sink) throws IOException, InterruptedException {
                for (String piece : pieces) {
                    LogSource stream = piece.startsWith("err:") ? LogSource.STDERR : LogSource.STDOUT;
                    byte[] bytes = piece.replace("err:", "").getBytes(StandardCharsets.UTF_8);
                    sink.accept(stream, bytes, 0, bytes.length);
                }
            }

            @Override
            public void close() {}
        };
    }

    @Test
    void theNextProcessGoesOnWhereThisOneStopped() throws Exception {
        AttemptLog first = open();
        first.begin("begins");
        first.begin("begins");
        first.readLive(output("one\ntw", "err:e1\n", "o\nthr"));
        await().atMost(Duration.ofSeconds(5)).until(() -> texts().size() == 4);

        AttemptLog second = open();
        second.begin("begins");
        second.readStored(output("one\ntwo\n", "err:e1\ne2\n", "three\n"));
        second.endOutput();
        second.close("ends");

        assertThat(texts()).containsExactly("begins", "one", "e1", "two", "e2", "three", "ends");
    }

    /** Case 125. */
    @Test
    void whatAFullStoreRefusesIsLeftOutAndTheEndIsWritten() throws Exception {
        AttemptLog attempt = open();
        attempt.readLive(output("one\n"));
        await().atMost(Duration.ofSeconds(5)).until(() -> texts().size() == 1);
        store.full = true;

        attempt.readLive(output("two\nthree\n"));
        attempt.endOutput();
        attempt.close("ends");

        assertThat(texts()).containsExactly("one", "ends");
        assertThat(store.missing()).isEqualTo(2);
        assertThat(open().isEnded()).isTrue();
    }

    @Test
    void aStoreThatHasMemoryAgainGoesOn() throws Exception {
        AttemptLog attempt = open();
        store.full = true;
        attempt.readLive(output("one\n"));
        await().atMost(Duration.ofSeconds(5)).until(() -> store.refused() == 1);
        store.full = false;

        attempt.readLive(output("two\n"));
        attempt.close("ends");

        assertThat(texts()).containsExactly("two", "ends");
        assertThat(store.missing()).isEqualTo(1);
    }

    @Test
    void theClosingLineIsWrittenOnce() throws Exception {
        AttemptLog first = open();
        first.close("ends");
        AttemptLog second = open();

        assertThat(second.isEnded()).isTrue();
        second.close("ends");

        assertThat(texts()).containsExactly("ends");
    }

    @Test
    void aStoreThatLostItsBeginningIsMarked() throws Exception {
        AttemptLog first = open();
        first.readLive(output("one\ntwo\nthree\n"));
        await().atMost(Duration.ofSeconds(5)).until(() -> texts().size() == 3);

        AttemptLog second = open();
        second.readStored(output("three\n"));
        second.close("ends");

        assertThat(texts())
                .containsExactly(
                        "one",
                        "two",
                        "three",
                        "the engine has dropped the beginning of this output: lines may be missing here",
                        "ends");
    }

    @Test
    void whileRedisIsAwayTheContainerIsHeldBackAndNothingIsLost() throws Exception {
        AttemptLog log = open();
        store.away = true;
        AtomicInteger read = new AtomicInteger();
        String line = "x".repeat(999) + "\n";
        Thread reader = Thread.ofVirtual().start(() -> {
            try {
                for (int number = 0; number < 5000; number++) {
                    log.readLive(output(line));
                    read.incrementAndGet();
                }
            } catch (IOException | InterruptedException broken) {
                Thread.currentThread().interrupt();
            }
        });
        await().atMost(Duration.ofSeconds(5)).until(log::isHeldBack);
        Thread.sleep(200);
        assertThat(read.get()).isLessThan(900);

        store.away = false;
        reader.join();
        log.endOutput();
        log.close("ends");

        assertThat(texts()).hasSize(5001);
    }

    @Test
    void theInitsWordIsKeptApart() throws Exception {
        AttemptLog log = open();
        log.readLive(output("err:[FATAL tini (7)] exec nosuch failed: No such file or directory\n"));
        log.endOutput();

        assertThat(log.initFailure()).contains("exec nosuch failed: No such file or directory");
        log.close("ends");
        assertThat(texts()).containsExactly("ends");
    }

    @Test
    void theInitsWordFromAProgramIsOutput() throws Exception {
        AttemptLog log = open();
        log.readLive(output("err:[FATAL tini (7)] exec nosuch failed: No such file or directory\n", "more\n"));
        log.endOutput();

        assertThat(log.initFailure()).isEmpty();
        log.close("ends");
        assertThat(texts()).hasSize(3);
    }
}
