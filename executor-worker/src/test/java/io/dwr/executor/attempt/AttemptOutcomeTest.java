package io.dwr.executor.attempt;

import static io.dwr.executor.attempt.ExecutorFixture.box;
import static org.assertj.core.api.Assertions.assertThat;

import io.dwr.model.job.Outcome;
import io.dwr.model.job.SentBy;
import io.dwr.model.job.Stage;
import io.dwr.model.job.StatusReason;
import io.dwr.model.log.LogSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole attempts on the real engine: what comes out and what is left. */
class AttemptOutcomeTest extends ExecutorStory {
    @Test
    void aProgramRunsAndItsOutputIsKept() {
        Outcome outcome = executor.run(box("echo", "hello").as(job));

        assertThat(outcome.reason()).isEqualTo(StatusReason.COMPLETED);
        assertThat(outcome.exitCode()).isZero();
        assertThat(outcome.startedAt()).isNotNull().isBeforeOrEqualTo(outcome.finishedAt());
        assertThat(executor.written(job, LogSource.STDOUT)).isEqualTo("hello\n");
        assertThat(executor.written(job, LogSource.SYSTEM))
                .isEqualTo("attempt 1 begins on executor fixture\nattempt 1 ended: exit code 0\n");
        assertThat(executor.ledger.stages).containsExactly(Stage.STARTING, Stage.RUNNING);
    }

    /** Case 9. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 42, 64, 100, 124, 125, 126, 127, 128, 129, 130, 134, 137, 139, 143, 200, 254, 255})
    void theExitCodeIsTheProgramsOwn(int code) {
        Outcome outcome = executor.run(box("sh", "-c", "exit " + code).as(job));

        assertThat(outcome.exitCode()).isEqualTo(code);
        assertThat(outcome.reason()).isEqualTo(code == 0 ? StatusReason.COMPLETED : StatusReason.EXIT_CODE);
    }

    /** Case 7. */
    @Test
    void aMissingProgramIsNotAnExitCode() {
        Outcome outcome = executor.run(box("nosuch").as(job));

        assertThat(outcome.reason()).isEqualTo(StatusReason.COMMAND_NOT_FOUND);
        assertThat(outcome.exitCode()).isEqualTo(127);
        assertThat(outcome.message()).contains("nosuch");
        assertThat(executor.written(job, LogSource.STDERR)).isEmpty();
    }

    @Test
    void aMissingProgramWithoutInitIsNotAnExitCode() {
        Outcome outcome = executor.run(box("nosuch").withoutInit().as(job));

        assertThat(outcome.reason()).isEqualTo(StatusReason.COMMAND_NOT_FOUND);
        assertThat(outcome.exitCode()).isEqualTo(127);
        assertThat(outcome.message()).contains("nosuch");
    }

    @Test
    void aFileThatIsNoProgramIsTold() {
        Outcome withInit = executor.run(box("/etc/passwd").as(job));
        Outcome without = executor.run(box("/etc/passwd").withoutInit().as(ExecutorFixture.newJob()));

        assertThat(withInit.reason()).isEqualTo(StatusReason.COMMAND_NOT_EXECUTABLE);
        assertThat(without.reason()).isEqualTo(StatusReason.COMMAND_NOT_EXECUTABLE);
    }

    @Test
    void aProgramMaySpeakLikeTheInit() {
        String line = "[FATAL tini (7)] exec x failed: no";
        Outcome outcome = executor.run(
                box("sh", "-c", "echo '" + line + "' >&2; echo more; exit 127").as(job));

        assertThat(outcome.reason()).isEqualTo(StatusReason.EXIT_CODE);
        assertThat(executor.written(job, LogSource.STDERR)).isEqualTo(line + "\n");
    }

    /** Case 1b. */
    @Test
    void noCommandAtAllIsTold() {
        Outcome outcome = executor.run(box().as(job));

        assertThat(outcome.reason()).isEqualTo(StatusReason.COMMAND_MISSING);
        assertThat(outcome.exitCode()).isNull();
    }

    /** Case 57, at the engine. */
    @Test
    void aNameThatTheEngineRefusesIsTheUsersFault() {
        Outcome outcome = executor.run(box("true").environment(Map.of("", "x")).as(job));

        assertThat(outcome.reason()).isEqualTo(StatusReason.CONTAINER_CREATE_FAILED);
    }

    /** Cases 59 and 65. */
    @Test
    void theSmallestSizesRun() {
        assertThat(executor.run(box("true").memory(6L << 20).as(job)).reason()).isEqualTo(StatusReason.COMPLETED);
        assertThat(executor.run(box("true").milliCpus(10).as(ExecutorFixture.newJob()))
                        .reason())
                .isEqualTo(StatusReason.COMPLETED);
    }

    @Test
    void memoryBeyondTheLimitIsTold() {
        Outcome outcome = executor.run(
                box("sh", "-c", "exec tail /dev/zero").memory(16L << 20).as(job));

        assertThat(outcome.reason()).isEqualTo(StatusReason.OOM_KILLED);
        assertThat(outcome.exitCode()).isEqualTo(137);
        assertThat(outcome.cause().sentBy()).isEqualTo(SentBy.KERNEL);
        assertThat(executor.written(job, LogSource.SYSTEM)).contains("memory limit of 16 MiB: ask for more");
    }

    /** Case 11. */
    @Test
    void aKillByItselfIsNotTheMemoryLimit() {
        Outcome outcome =
                executor.run(box("sh", "-c", "sh -c 'kill -9 $$'; exit $?").as(job));

        assertThat(outcome.reason()).isEqualTo(StatusReason.EXIT_CODE);
        assertThat(outcome.exitCode()).isEqualTo(137);
    }

    /** Case 11: process 1 without an init cannot kill itself. */
    @Test
    void processOneCannotKillItself() {
        Outcome outcome = executor.run(
                box("sh", "-c", "kill -9 $$; echo alive").withoutInit().as(job));

        assertThat(outcome.reason()).isEqualTo(StatusReason.COMPLETED);
        assertThat(executor.written(job, LogSource.STDOUT)).isEqualTo("alive\n");
    }

    /** Case 13, with as many as this machine takes in a reasonable time. */
    @Test
    void manyAtOnceAllEndTrue() {
        List<AttemptSupervisor> good = new ArrayList<>();
        List<AttemptSupervisor> bad = new ArrayList<>();
        for (int number = 0; number < 20; number++) {
            good.add(executor.begin(box("true").as(ExecutorFixture.newJob())));
            bad.add(executor.begin(box("false").as(ExecutorFixture.newJob())));
        }

        assertThat(good)
                .extracting(supervisor -> ExecutorFixture.await(supervisor).exitCode())
                .containsOnly(0);
        assertThat(bad)
                .extracting(supervisor -> ExecutorFixture.await(supervisor).exitCode())
                .containsOnly(1);
    }

    /** Cases 69 and 73: devices and slices by their own ids. */
    @Test
    void gpusAreExact() {
        executor.run(box("sh", "-c", "echo $NVIDIA_VISIBLE_DEVICES")
                .gpus("GPU-aaaa", "MIG-fb7cbf2e-4f0c-5b9a-8d1c-5f5b1d6b0a01")
                .as(job));

        assertThat(executor.written(job, LogSource.STDOUT))
                .isEqualTo("GPU-aaaa,MIG-fb7cbf2e-4f0c-5b9a-8d1c-5f5b1d6b0a01\n");
    }

    @Test
    void anImageThatMayNotBePulledIsTold() {
        Outcome outcome = executor.run(new AttemptSpec("nosuch/image:1", List.of("true"))
                .pull(io.dwr.model.job.PullPolicy.NEVER)
                .as(job));

        assertThat(outcome.reason()).isEqualTo(StatusReason.IMAGE_NOT_FOUND);
    }

    @Test
    void theLedgerHasTheLastWordBeforeAContainerIsMade() {
        executor.ledger.refused.add(new io.dwr.model.executor.HeldAttempt(job, 1));

        Outcome outcome = executor.run(box("echo", "no").as(job));

        assertThat(outcome.reason()).isEqualTo(StatusReason.EXECUTOR_ERROR);
        assertThat(executor.written(job, LogSource.STDOUT)).isEmpty();
    }

    @Test
    void theOutcomeIsKeptUntilItIsAccepted() {
        Outcome outcome = executor.run(box("sh", "-c", "exit 3").as(job));

        executor.restart(executor.engine);
        Outcome again = ExecutorFixture.await(
                executor.deliverAgain(box("sh", "-c", "exit 3").as(job)));

        assertThat(again).isEqualTo(outcome);
        assertThat(Objects.requireNonNull(again.containerId())).isNotEmpty();
    }

    /** Case 61: the kernel kills a child, and the program decides how it ends. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void aChildKilledForMemoryIsToldAndDecidesNothing(int code) {
        Outcome outcome = executor.run(box("sh", "-c", "tail /dev/zero; exit " + code)
                .memory(32L << 20)
                .as(job));

        assertThat(outcome.reason()).isEqualTo(code == 0 ? StatusReason.COMPLETED : StatusReason.EXIT_CODE);
        assertThat(outcome.exitCode()).isEqualTo(code);
        assertThat(outcome.message()).contains("exit code " + code).contains("killed at the job's memory limit");
    }
}
