package io.dwr.scheduler.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.dwr.model.job.AttemptRecord;
import io.dwr.model.job.JobId;
import io.dwr.model.job.JobRecord;
import io.dwr.model.job.JobSpec;
import io.dwr.model.job.JobStatus;
import io.dwr.model.job.Outcome;
import io.dwr.model.job.Stage;
import io.dwr.model.job.StatusReason;
import io.dwr.model.placement.Requirements;
import io.dwr.model.placement.Reservation;
import io.dwr.model.placement.Verdict;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JobExplanationTest {
    private static final JobSpec SPEC = AbortTest.spec("{\"docker_image\":\"box\"}");

    @Test
    void betweenTwoAttemptsItNamesTheOneThatIsAboutToBegin() {
        Reservation held = new Reservation("ada", "10.0.0.1", List.of());
        Outcome lost = new Outcome(StatusReason.EXECUTOR_LOST, null, "ada was lost", null, null, Instant.EPOCH);

        JobExplanation between = JobExplanation.of(waitingAfter(new AttemptRecord(2, held, lost)), room(), 1L);

        assertThat(between.message()).isEqualTo("attempt 3 is about to begin; the one before failed (ada was lost)");
    }

    private static VerdictView room() {
        Requirements asked = SPEC.requirements();
        return VerdictView.of(new Verdict(1, Map.of(), null, null, List.of()), asked);
    }

    private static JobRecord waitingAfter(AttemptRecord last) {
        return new JobRecord(
                new JobId("01890000-0000-7000-8000-000000000001"),
                SPEC,
                JobStatus.PENDING,
                Stage.WAITING,
                StatusReason.EXECUTOR_LOST,
                "ada was lost",
                last.number(),
                null,
                null,
                Instant.EPOCH,
                Instant.EPOCH,
                Instant.EPOCH,
                null,
                null,
                List.of(last),
                null,
                null);
    }
}
