package io.dwr.executor.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.dwr.model.executor.HeldAttempt;
import io.dwr.model.job.JobId;
import io.dwr.model.job.Outcome;
import io.dwr.model.job.StatusReason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {
    private static final JobId JOB = new JobId("01890000-0000-7000-8000-000000000001");
    private static final HeldAttempt ATTEMPT = new HeldAttempt(JOB, 2);
    private static final Outcome ENDED = new Outcome(
            StatusReason.EXIT_CODE,
            3,
            "exit code 3: ü = \\ \n",
            "abc",
            Instant.parse("2026-01-02T03:04:05.000000006Z"),
            Instant.parse("2026-01-02T03:04:06Z"));

    @TempDir
    Path directory;

    private Journal open() {
        return new Journal(directory.resolve("journal"));
    }

    @Test
    void whatWasWrittenIsThereAfterARestart() {
        open().created(ATTEMPT, "abc");
        assertThat(open().find(ATTEMPT)).contains(new JournalEntry(ATTEMPT, "abc", null, false));

        open().ended(ATTEMPT, ENDED);
        assertThat(open().find(ATTEMPT)).contains(new JournalEntry(ATTEMPT, "abc", ENDED, false));
    }

    @Test
    void aRefusalOutlivesTheOutcome() {
        Journal journal = open();
        journal.refuse(ATTEMPT);
        journal.ended(ATTEMPT, ENDED);
        journal.forget(ATTEMPT);

        assertThat(open().isRefused(ATTEMPT)).isTrue();
    }

    @Test
    void anAcceptedOutcomeIsForgotten() {
        Journal journal = open();
        journal.ended(ATTEMPT, ENDED);
        journal.forget(ATTEMPT);

        assertThat(open().find(ATTEMPT)).isEmpty();
    }

    @Test
    void oldEntriesGoAndLiveOnesStay() {
        Journal journal = open();
        HeldAttempt live = new HeldAttempt(JOB, 3);
        journal.ended(ATTEMPT, ENDED);
        journal.created(live, "def");

        journal.forgetOlderThan(Duration.ofDays(1), Instant.now().plus(Duration.ofDays(2)));

        assertThat(journal.find(ATTEMPT)).isEmpty();
        assertThat(journal.find(live)).isPresent();
    }

    @Test
    void aDamagedFileIsLeftAside() throws IOException {
        open().created(ATTEMPT, "abc");
        Files.writeString(directory.resolve("journal/nonsense.attempt"), "x");
        Files.writeString(directory.resolve("journal/" + JOB + ".9.attempt"), "reason=nonsense");

        assertThat(open().find(ATTEMPT)).isPresent();
        assertThat(open().find(new HeldAttempt(JOB, 9))).isEmpty();
    }
}
