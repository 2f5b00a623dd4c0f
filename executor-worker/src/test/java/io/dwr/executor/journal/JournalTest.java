package io.dwr.executor.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dwr.model.executor.HeldAttempt;
import io.dwr.model.job.Cause;
import io.dwr.model.job.GpuUsage;
import io.dwr.model.job.ImageUse;
import io.dwr.model.job.JobId;
import io.dwr.model.job.Limit;
import io.dwr.model.job.Outcome;
import io.dwr.model.job.PullProgress;
import io.dwr.model.job.SentBy;
import io.dwr.model.job.StatusReason;
import io.dwr.model.job.Usage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
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
            Instant.parse("2026-01-02T03:04:06Z"),
            new Usage(
                    Instant.parse("2026-01-02T03:04:05.500000001Z"),
                    3.5,
                    0.5,
                    0.875,
                    1.25,
                    1_000,
                    2_000,
                    1,
                    2,
                    3,
                    4,
                    List.of(new GpuUsage("GPU-1", 5, 6, null, 0.25, 1.0, null))),
            new Cause(SentBy.KERNEL, "SIGKILL", new Limit(Limit.Kind.MEMORY, 64L), "ask for more"),
            new ImageUse("sha256:1", "sha256:2", PullProgress.NONE));

    @TempDir
    Path directory;

    private Journal open() {
        return new Journal(directory.resolve("journal"));
    }

    @Test
    void whatWasWrittenIsThereAfterARestart() {
        open().created(ATTEMPT, "abc");
        assertThat(open().find(ATTEMPT)).contains(new JournalEntry(ATTEMPT, "abc", null, null, false));

        open().ended(ATTEMPT, ENDED);
        assertThat(open().find(ATTEMPT)).contains(new JournalEntry(ATTEMPT, "abc", null, ENDED, false));
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

        journal.forgetOlderThan(Duration.ofDays(1), Instant.now().plus(Duration.ofDays(2)), _ -> true);

        assertThat(journal.find(ATTEMPT)).isEmpty();
        assertThat(journal.find(live)).isPresent();
    }

    /** After a reboot nobody asks about what ran before, and nobody confirms its end. */
    @Test
    void whatWentWithItsMachineIsForgottenLater() {
        Journal journal = open();
        journal.created(ATTEMPT, "abc");

        journal.forgetOlderThan(Duration.ofDays(1), Instant.now(), _ -> false);
        assertThat(journal.find(ATTEMPT)).isPresent();
        journal.forgetOlderThan(Duration.ofDays(1), Instant.now().plus(Duration.ofDays(2)), _ -> false);

        assertThat(journal.find(ATTEMPT)).isEmpty();
    }

    /** A directory that is a file takes no entry, whoever runs this. */
    private void breakDisk() throws IOException {
        Files.move(directory.resolve("journal"), directory.resolve("journal-before"));
        Files.writeString(directory.resolve("journal"), "x");
    }

    private void mendDisk() throws IOException {
        Files.delete(directory.resolve("journal"));
        Files.createDirectory(directory.resolve("journal"));
    }

    @Test
    void whatTheDiskWouldNotTakeIsKnownAndWrittenLater() throws IOException {
        Journal journal = open();
        breakDisk();

        assertThatThrownBy(() -> journal.refuse(ATTEMPT)).isInstanceOf(JournalException.class);
        assertThat(journal.isRefused(ATTEMPT)).isTrue();
        assertThatThrownBy(() -> journal.refuse(ATTEMPT)).isInstanceOf(JournalException.class);
        journal.forgetOlderThan(Duration.ofDays(1), Instant.now(), _ -> true);
        assertThat(journal.isRefused(ATTEMPT)).isTrue();

        mendDisk();
        journal.writeAgain();
        assertThat(open().isRefused(ATTEMPT)).isTrue();
    }

    @Test
    void whatIsKnownIsNotWrittenAgain() throws IOException {
        Journal journal = open();
        journal.created(ATTEMPT, "abc");
        breakDisk();

        journal.created(ATTEMPT, "abc");

        assertThat(journal.find(ATTEMPT)).isPresent();
    }

    @Test
    void aDamagedFileIsLeftAside() throws IOException {
        open().created(ATTEMPT, "abc");
        Files.writeString(directory.resolve("journal/nonsense.attempt"), "x");
        Files.writeString(directory.resolve("journal/" + JOB + ".9.attempt"), "reason=nonsense");
        Files.writeString(directory.resolve("journal/" + JOB + ".8.attempt"), "reason=exit_code");
        Files.writeString(directory.resolve("journal/" + JOB + ".7.attempt"), "reason=exit_code\nfinished_at=x");

        assertThat(open().find(ATTEMPT)).isPresent();
        assertThat(open().find(new HeldAttempt(JOB, 9))).isEmpty();
    }

    @Test
    void whyAContainerIsStoppedIsKnownToTheNextProcessAndTheFirstCauseStands() {
        Instant then = Instant.parse("2026-01-02T03:04:05.000000006Z");
        Journal journal = open();
        journal.created(ATTEMPT, "abc");
        journal.stopping(ATTEMPT, "RUN_TIMEOUT", then);
        journal.stopping(ATTEMPT, "ABORTED", then.plusSeconds(1));

        assertThat(open().find(ATTEMPT).orElseThrow().stop()).isEqualTo(new JournalEntry.Stop("RUN_TIMEOUT", then));
    }
}
