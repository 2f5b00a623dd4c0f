package io.dwr.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.dwr.model.job.FinalRecord;
import io.dwr.model.job.JobId;
import io.dwr.model.job.JobStatus;
import io.dwr.model.job.StatusReason;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DetailsTest {
    @Test
    void anEndSaysItsExitCodeOnce() {
        assertThat(end(StatusReason.EXIT_CODE, "exit code 3", 3)).isEqualTo("**failed** (exit_code): exit code 3.");
        assertThat(end(StatusReason.KILLED_OUTSIDE, "killed from outside", 137))
                .startsWith("**failed** (killed_outside, exit code 137): killed from outside: ");
    }

    @Test
    void anEndSaysWhatToDoOnce() {
        String told = end(StatusReason.OOM_KILLED, "out of memory", null);

        assertThat(told).isEqualTo("**failed** (oom_killed): out of memory: ask for more with --memory (memory_gb).");
        assertThat(end(StatusReason.OOM_KILLED, "out of memory: ask for more with --memory (memory_gb)", null))
                .isEqualTo(told);
    }

    private static String end(StatusReason reason, String message, @Nullable Integer exitCode) {
        JobId id = new JobId("01890000-0000-7000-8000-000000000001");
        return Details.endOf(new FinalRecord(id, JobStatus.FAILED, reason, message, exitCode, List.of()));
    }
}
