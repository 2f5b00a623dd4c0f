package io.dwr.executor.attempt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dwr.executor.engine.ContainerOutput;
import io.dwr.executor.log.AttemptLog;
import io.dwr.executor.log.AttemptLogs;
import io.dwr.executor.log.LogSpools;
import io.dwr.model.executor.HeldAttempt;
import io.dwr.model.log.LogLine;
import io.dwr.model.log.LogSource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputReaderTest {
    private static final int LINES = 600;
    private static final Duration PATIENCE = Duration.ofSeconds(4);

    private final HeldAttempt attempt = new HeldAttempt(ExecutorFixture.newJob(), 1);
    private final FakeLogStore store = new FakeLogStore();
    private AttemptLog log;

    @BeforeEach
    void open(@TempDir Path directory) {
        LogSpools noSpools = new LogSpools(directory, 0, 0, Instant.EPOCH);
        log = new AttemptLogs(store, noSpools, InstantSource.system()).open(attempt, new AttemptLogs.Kind(false, true));
    }

    private static String line(int number) {
        return number + "x".repeat(1000);
    }

    private static List<String> lines(int count) {
        return IntStream.range(0, count).mapToObj(OutputReaderTest::line).toList();
    }

    private record Output(int count, Duration pause) implements ContainerOutput {
        @Override
        public void readAll(Sink sink) throws IOException, InterruptedException {
            for (int number = 0; number < count; number++) {
                byte[] bytes = (line(number) + "\n").getBytes(StandardCharsets.UTF_8);
                sink.accept(LogSource.STDOUT, bytes, 0, bytes.length);
                Thread.sleep(pause);
            }
        }

        @Override
        public void close() {}
    }

    private List<String> texts() {
        return store.of(attempt.jobId()).stream().map(LogLine::text).toList();
    }

    /** Much that is known already takes long to pass over, and leaves the queue empty. */
    @Test
    void outputThatGoesOnIsNotCutOff() throws Exception {
        try (OutputReader reader = new OutputReader(
                log, new Output(12, Duration.ofMillis(400)), seen -> log.readStored(seen, false), PATIENCE)) {
            assertThat(reader.finish()).isTrue();
        }
        log.endOutput();
        log.close("ends");

        assertThat(texts()).startsWith(lines(12).toArray(String[]::new)).hasSize(13);
    }

    /** The engine broke off while the log store was away: the output is read again from where the log stands. */
    @Test
    void aReaderThatWasClosedWritesNothingMore() throws Exception {
        Output output = new Output(LINES, Duration.ZERO);
        store.away = true;
        OutputReader first = OutputReader.live(log, output);
        await().atMost(Duration.ofSeconds(60)).until(log::isHeldBack);
        Thread.sleep(200);

        first.close();
        try (OutputReader second = OutputReader.stored(log, output, false)) {
            store.away = false;
            assertThat(second.finish()).isTrue();
        }
        log.endOutput();
        log.close("ends");

        assertThat(texts()).startsWith(lines(LINES).toArray(String[]::new)).hasSize(LINES + 1);
    }
}
