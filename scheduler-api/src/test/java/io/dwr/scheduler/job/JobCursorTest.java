package io.dwr.scheduler.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.dwr.model.job.JobId;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class JobCursorTest {
    @Test
    void readsWhatItWrote() {
        JobId id = JobId.timeOrdered(1_700_000_000_000L, UUID.randomUUID());
        assertThat(JobCursor.read(JobCursor.after(id))).contains(id);
    }

    @Test
    void refusesWhatItDidNotWrite() {
        assertThat(JobCursor.read("")).isEmpty();
        assertThat(JobCursor.read("***")).isEmpty();
        assertThat(JobCursor.read("MTphYmM")).isEmpty();
        assertThat(JobCursor.read("2026-01-01")).isEmpty();
    }
}
