package io.dwr.executor.log;

import io.dwr.executor.attempt.FakeLogStore;
import io.dwr.executor.engine.ContainerOutput;
import io.dwr.model.executor.HeldAttempt;
import io.dwr.model.job.JobId;
import io.dwr.model.log.LogLine;
import io.dwr.model.log.LogSource;
import io.dwr.redis.log.ExecutorLogStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;

/** The log of one attempt, into a store in memory. */
abstract class AttemptLogStory {
    static final InstantSource CLOCK = InstantSource.fixed(Instant.EPOCH);
    static final HeldAttempt ATTEMPT = new HeldAttempt(new JobId("01890000-0000-7000-8000-000000000001"), 1);
    static final Duration LIMIT = Duration.ofSeconds(60);

    final FakeLogStore store = new FakeLogStore();

    @TempDir
    Path directory;

    AttemptLog open() {
        return open(store, 0);
    }

    AttemptLog open(ExecutorLogStore seen, long spoolBytes) {
        LogSpools spools = new LogSpools(directory.resolve("spool"), spoolBytes, 64 << 20, Instant.EPOCH);
        return new AttemptLogs(seen, spools, CLOCK).open(ATTEMPT, new AttemptLogs.Kind(false, true));
    }

    List<String> texts() {
        return store.of(ATTEMPT.jobId()).stream().map(LogLine::text).toList();
    }

    static ContainerOutput output(String... pieces) {
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
}
