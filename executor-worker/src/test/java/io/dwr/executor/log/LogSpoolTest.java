package io.dwr.executor.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.dwr.model.executor.HeldAttempt;
import io.dwr.model.job.JobId;
import io.dwr.model.log.LogLine;
import io.dwr.model.log.LogSource;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogSpoolTest {
    private static final HeldAttempt ATTEMPT = new HeldAttempt(new JobId("01890000-0000-7000-8000-000000000001"), 1);
    private static final long ROOM = 4096;

    @TempDir
    Path directory;

    private LogSpools spools;

    @BeforeEach
    void open() {
        spools = new LogSpools(directory, ROOM, ROOM, Instant.EPOCH);
    }

    private static SplitLine line(String text) {
        return SplitLine.of(new LogLine(Instant.EPOCH, LogSource.STDOUT, false, text), new StreamPosition(1, 0, 0));
    }

    private static List<String> texts(LogSpool spool) throws IOException {
        return spool.peek(100, 10_000).stream()
                .map(split -> split.line().text())
                .toList();
    }

    /** Java closes a file under whoever is interrupted while it writes. */
    @Test
    void anInterruptionCostsNoLineThatWasKept() throws IOException {
        LogSpool spool = spools.of(ATTEMPT);
        assertThat(spool.append(0, line("one"))).isTrue();

        Thread.currentThread().interrupt();
        assertThat(spool.append(1, line("two"))).isFalse();
        assertThat(Thread.interrupted()).isTrue();

        assertThat(texts(spool)).containsExactly("one");
        assertThat(spool.append(1, line("two"))).isTrue();
        assertThat(texts(spool)).containsExactly("one", "two");
        spool.pass(1);
        assertThat(texts(spool)).containsExactly("two");
    }

    @Test
    void whatIsForgottenGivesItsRoomBack() {
        LogSpool left = spools.of(ATTEMPT);
        String much = "x".repeat((int) ROOM / 2);
        assertThat(left.append(0, line(much))).isTrue();
        LogSpool other = spools.of(new HeldAttempt(ATTEMPT.jobId(), 2));
        assertThat(other.append(0, line(much))).isFalse();

        spools.forget(ATTEMPT);

        assertThat(other.append(0, line(much))).isTrue();
        assertThat(directory.resolve(ATTEMPT.jobId() + ".1.spool")).doesNotExist();
    }
}
