package io.dwr.scheduler.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.dwr.model.job.Cause;
import io.dwr.model.job.JobId;
import io.dwr.model.job.JobRecord;
import io.dwr.model.job.Limit;
import io.dwr.model.job.Outcome;
import io.dwr.model.job.StatusReason;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CauseViewTest {
    private static CauseView view(StatusReason reason, @Nullable Integer exitCode, boolean started) {
        Instant startedAt = started ? Instant.EPOCH : null;
        return CauseView.of(new Outcome(reason, exitCode, "it ended", "c0ffee", startedAt, Instant.EPOCH));
    }

    @Test
    void whatEndedByItselfIsToldFromWhatWasKilled() {
        assertThat(view(StatusReason.EXIT_CODE, 3, true).kind()).isEqualTo("exited");
        assertThat(view(StatusReason.EXIT_CODE, 139, true).kind()).isEqualTo("exited");
        assertThat(view(StatusReason.EXIT_CODE, 139, true).signal()).isEqualTo("SIGSEGV");
        assertThat(view(StatusReason.KILLED_OUTSIDE, 137, true).kind()).isEqualTo("killed");
        assertThat(view(StatusReason.KILLED_OUTSIDE, 137, true).sentBy()).isEqualTo("operator");
    }

    @Test
    void whatNeverRanIsToldFromWhatNobodySawEnd() {
        assertThat(view(StatusReason.COMMAND_NOT_FOUND, 127, true).kind()).isEqualTo("not_started");
        assertThat(view(StatusReason.CONTAINER_START_FAILED, null, false).kind())
                .isEqualTo("not_started");
        assertThat(view(StatusReason.IMAGE_PULL_FAILED, null, false).kind()).isEqualTo("not_started");
        assertThat(view(StatusReason.CONTAINER_LOST, null, true).kind()).isEqualTo("lost");
        assertThat(view(StatusReason.EXECUTOR_LOST, null, false).kind()).isEqualTo("lost");
    }

    @Test
    void aLimitIsNamedWithItsAmount() {
        Outcome killed = new Outcome(StatusReason.OOM_KILLED, 137, "it ended", "c0ffee", Instant.EPOCH, Instant.EPOCH);
        Cause cause = killed.cause().withLimit(new Limit(Limit.Kind.MEMORY, 512L << 20));

        CauseView view = CauseView.of(killed.withCause(cause));

        assertThat(view.sentBy()).isEqualTo("kernel");
        assertThat(view.limit()).isEqualTo(new CauseView.LimitView("memory", 512L << 20));
        assertThat(view.advice()).contains("--memory");
    }

    @Test
    void aJobOfWhichNothingHasEndedHasNoCause() {
        JobId id = new JobId("01890000-0000-7000-8000-000000000001");
        JobRecord job = JobRecord.submitted(id, AbortTest.spec("{\"docker_image\":\"box\"}"), Instant.EPOCH);

        assertThat(CauseView.of(job)).isNull();
    }
}
