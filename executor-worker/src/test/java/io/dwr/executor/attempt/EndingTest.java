package io.dwr.executor.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import io.dwr.executor.engine.ContainerFacts;
import io.dwr.executor.engine.ContainerFacts.State;
import io.dwr.executor.kernel.OutOfMemory;
import io.dwr.model.job.Limit;
import io.dwr.model.job.Outcome;
import io.dwr.model.job.SentBy;
import io.dwr.model.job.StatusReason;
import io.dwr.workflow.ContainerActivity.RunRequest;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What each set of facts means. No field of the engine's decides alone. */
class EndingTest {
    private static final long MEMORY = 64L << 20;
    private static final RunRequest REQUEST =
            ExecutorFixture.box("true").memory(MEMORY).timeout(30).grace(5).as(ExecutorFixture.newJob());

    private static Outcome end(int exitCode, boolean outOfMemory, Evidence evidence) {
        ContainerFacts container = new ContainerFacts(
                "abc", "name", Map.of(), State.ENDED, exitCode, outOfMemory, "", Instant.EPOCH, Instant.EPOCH);
        return new Ending(container, evidence, REQUEST).outcome(Instant.EPOCH);
    }

    private static void assertEnd(Outcome outcome, StatusReason reason, SentBy sentBy) {
        assertThat(outcome.reason()).as(outcome.message()).isEqualTo(reason);
        assertThat(outcome.cause().sentBy()).as(outcome.message()).isEqualTo(sentBy);
    }

    @Test
    void whatTheGuardKilledIsNoFailureOfTheProgram() {
        assertEnd(end(137, false, Evidence.NONE.besideGuard(true)), StatusReason.EXECUTOR_LOST, SentBy.GUARD);
    }

    /** The guard notes all attempts of a silent worker, those that have ended, too. */
    @Test
    void whatEndedBeforeTheGuardCameHasItsTrueEnd() {
        Evidence guard = Evidence.NONE.besideGuard(true);

        assertEnd(end(0, false, guard), StatusReason.COMPLETED, SentBy.PROCESS);
        assertEnd(end(3, false, guard), StatusReason.EXIT_CODE, SentBy.PROCESS);
    }

    /** Case 11: a kill from within is nobody's but the program's. */
    @Test
    void aKillThatNobodyKnowsOfIsTheProgramsOwn() {
        Outcome outcome = end(137, false, Evidence.NONE);

        assertEnd(outcome, StatusReason.EXIT_CODE, SentBy.PROCESS);
        assertThat(outcome.message()).isEqualTo("exit code 137 (SIGKILL)");
        assertThat(outcome.cause().signal()).isEqualTo("SIGKILL");
    }

    /** Case 97. */
    @Test
    void aKillThroughTheEngineIsTheOperators() {
        Outcome outcome = end(137, false, Evidence.NONE.signalledFromOutside("SIGKILL"));

        assertEnd(outcome, StatusReason.KILLED_OUTSIDE, SentBy.OPERATOR);
        assertThat(outcome.cause().signal()).isEqualTo("SIGKILL");
        assertThat(outcome.message()).contains("SIGKILL", "dwr abort");
        assertEnd(
                end(143, false, Evidence.NONE.signalledFromOutside("SIGTERM")),
                StatusReason.KILLED_OUTSIDE,
                SentBy.OPERATOR);
    }

    @Test
    void aProgramThatAnswersASignalWithACodeOfItsOwnHasThatEnd() {
        Outcome outcome = end(3, false, Evidence.NONE.signalledFromOutside("SIGTERM"));

        assertEnd(outcome, StatusReason.EXIT_CODE, SentBy.PROCESS);
        assertThat(outcome.message()).contains("exit code 3", "SIGTERM");
    }

    /** The flag also tells of a child that was killed long before. */
    @Test
    void aKillThroughTheEngineIsTheOperatorsThoughAChildRanOutOfMemoryBefore() {
        assertEnd(
                end(137, true, Evidence.NONE.signalledFromOutside("SIGKILL")),
                StatusReason.KILLED_OUTSIDE,
                SentBy.OPERATOR);
    }

    /** Case 93. */
    @Test
    void anEngineThatStoppedIsNoFailureOfTheProgram() {
        Outcome outcome = end(137, false, Evidence.NONE.afterRestart(true));

        assertEnd(outcome, StatusReason.ENGINE_RESTARTED, SentBy.ENGINE);
        assertThat(outcome.message()).contains("live-restore");
    }

    @Test
    void theOwnMemoryLimitIsNamedWithWhatToDo() {
        Outcome outcome = end(137, true, Evidence.NONE);

        assertEnd(outcome, StatusReason.OOM_KILLED, SentBy.KERNEL);
        assertThat(outcome.cause().limit()).isEqualTo(new Limit(Limit.Kind.MEMORY, MEMORY));
        assertThat(outcome.message()).contains("64 MiB", "--memory");
    }

    /** Some kernels' control groups do not tell the engine. */
    @Test
    void theKernelsOwnWordNeedsNoFlagOfTheEngine() {
        Outcome own = end(137, false, Evidence.NONE.saidByKernel(Optional.of(OutOfMemory.CONTAINER)));
        Outcome machine = end(137, true, Evidence.NONE.saidByKernel(Optional.of(OutOfMemory.MACHINE)));

        assertEnd(own, StatusReason.OOM_KILLED, SentBy.KERNEL);
        assertEnd(machine, StatusReason.NODE_OUT_OF_MEMORY, SentBy.KERNEL);
        assertThat(machine.cause().limit()).isEqualTo(new Limit(Limit.Kind.NODE_MEMORY, null));
    }

    /** Case 61. */
    @Test
    void aChildThatWasKilledForMemoryDecidesNothing() {
        Outcome succeeded = end(0, true, Evidence.NONE);
        Outcome failed = end(1, true, Evidence.NONE);

        assertEnd(succeeded, StatusReason.COMPLETED, SentBy.PROCESS);
        assertEnd(failed, StatusReason.EXIT_CODE, SentBy.PROCESS);
        assertThat(failed.cause().limit()).isEqualTo(new Limit(Limit.Kind.MEMORY, MEMORY));
        assertThat(failed.message()).contains("exit code 1", "64 MiB", "--memory");
    }

    /** Case 79. */
    @Test
    void aTimeoutTellsItsLimitAndThatTheGraceWasNotEnough() {
        Outcome outcome = end(137, false, Evidence.NONE.stoppedBy(StopCause.RUN_TIMEOUT));

        assertEnd(outcome, StatusReason.RUN_TIMEOUT, SentBy.TIMEOUT);
        assertThat(outcome.cause().limit()).isEqualTo(new Limit(Limit.Kind.RUN_TIME, 30L));
        assertThat(outcome.cause().signal()).isEqualTo("SIGKILL");
        assertThat(outcome.message()).contains("timeout of 30 s", "within 5 s", "--timeout");
    }

    @Test
    void anAbortIsTheUsers() {
        Outcome outcome = end(143, false, Evidence.NONE.stoppedBy(StopCause.ABORTED));

        assertEnd(outcome, StatusReason.ABORTED, SentBy.USER);
        assertThat(outcome.cause().signal()).isEqualTo("SIGTERM");
        assertThat(outcome.message()).isEqualTo("stopped on request");
    }

    @Test
    void theStopSignalIsTheContainersOwn() {
        Outcome heard = stopped("SIGINT", 130);
        Outcome answered = stopped("SIGQUIT", 0);
        Outcome deaf = stopped("SIGUSR1", 137);

        assertThat(heard.cause().signal()).isEqualTo("SIGINT");
        assertThat(answered.cause().signal()).isEqualTo("SIGQUIT");
        assertThat(deaf.cause().signal()).isEqualTo("SIGKILL");
        assertThat(deaf.message()).contains("SIGUSR1 did not end it within 5 s");
    }

    @Test
    void aStopThatKillsHasNoGraceToSpeakOf() {
        assertThat(stopped("SIGKILL", 137).message()).isEqualTo("stopped on request");
    }

    private static Outcome stopped(String stopSignal, int exitCode) {
        ContainerFacts container = new ContainerFacts(
                "abc",
                "name",
                Map.of(),
                State.ENDED,
                exitCode,
                false,
                "",
                Instant.EPOCH,
                Instant.EPOCH,
                List.of(),
                stopSignal);
        return new Ending(container, Evidence.NONE.stoppedBy(StopCause.ABORTED), REQUEST).outcome(Instant.EPOCH);
    }

    @Test
    void aDrainIsTheOperators() {
        Outcome outcome = end(143, false, Evidence.NONE.stoppedBy(StopCause.DRAINED));

        assertEnd(outcome, StatusReason.ABORTED, SentBy.OPERATOR);
        assertThat(outcome.message()).contains("taken out of service", "goes on elsewhere");
    }

    /** As Docker tells it at times of a program that ends at once. */
    @Test
    void aProgramNeverEndsBeforeItsStart() {
        Instant end = Instant.parse("2026-01-01T00:00:00.5Z");
        ContainerFacts container =
                new ContainerFacts("abc", "name", Map.of(), State.ENDED, 0, false, "", end.plusMillis(1), end);

        Outcome outcome = new Ending(container, Evidence.NONE, REQUEST).outcome(end.plusSeconds(1));

        assertThat(outcome.startedAt()).isEqualTo(end);
        assertThat(outcome.finishedAt()).isEqualTo(end);
    }
}
