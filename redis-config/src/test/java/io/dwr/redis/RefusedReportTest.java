package io.dwr.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.dwr.model.executor.ExecutorReport;
import io.dwr.model.executor.Gpu;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Reports that contradict others: of the same executor, and of those that share its engine. */
class RefusedReportTest extends RedisTest {
    private static final Machine ADA = Machine.machine("ada", 4, 8);
    private static final Machine BOB = Machine.machine("bob", 4, 8);
    private static final Duration NO_PATIENCE = Duration.ZERO;

    @Test
    void theSameIdOnAnotherEngineIsRefusedUntilTheOldOneIsOutOfContact() {
        join(ADA);
        Machine impostor = ADA.on("engine-of-mallory", 4, 8);

        assertThat(refusal(impostor, LOST_AFTER))
                .startsWith("executor \"ada\" runs on another container engine already (engine-of-ada, host"
                        + " host-of-ada, last heard of ")
                .contains("EXECUTOR_ID");
        assertThat(refusal(impostor, NO_PATIENCE)).isEmpty();
        assertThat(refusal(ADA, LOST_AFTER)).contains("engine-of-mallory");
    }

    @Test
    void aSecondLiveProcessIsRefusedAndTheFirstIsNamed() {
        join(ADA);

        assertThat(refusal(ADA.restarted(), LOST_AFTER))
                .startsWith("process process-1-of-ada on host host-of-ada is executor \"ada\" already")
                .contains("stop it first");
        assertThat(ledger.report(ADA.restarted().report(), LOST_AFTER).displaced())
                .isTrue();
        assertThat(refusal(ADA, LOST_AFTER)).isEmpty();
        assertThat(ledger.report(ADA.report(), LOST_AFTER).displaced()).isFalse();
        assertThat(ledger.heartbeat(ADA.executorId(), "next-process-1-of-ada", List.of())
                        .known())
                .isFalse();
    }

    @Test
    void theNextProcessIsTakenAtOnceWhenItKnowsThatTheOldOneIsDead() {
        join(ADA);
        ExecutorReport next = ADA.restarted().reportAfter(ADA.process());

        assertThat(ledger.report(next, LOST_AFTER).refusal()).isNull();
        assertThat(refusal(ADA, LOST_AFTER)).startsWith("process next-process-1-of-ada");
    }

    @Test
    void theNextProcessIsTakenOnceTheOldOneIsSilentForASixthOfTheTime() {
        join(ADA);
        silent("ada", LOST_AFTER.dividedBy(12));
        assertThat(refusal(ADA.restarted(), LOST_AFTER)).contains("last heard of");

        silent("ada", LOST_AFTER.dividedBy(6));

        assertThat(refusal(ADA.restarted(), LOST_AFTER)).isEmpty();
        assertThat(ledger.heartbeat(ADA.executorId(), ADA.process(), List.of()).known())
                .isFalse();
        assertThat(ledger.heartbeat(ADA.executorId(), ADA.restarted().process(), List.of())
                        .known())
                .isTrue();
    }

    @Test
    void executorsThatShareAnEngineMayNotOfferMoreThanItHas() {
        join(ADA.on("shared", 8, 16), BOB.on("shared", 8, 16));

        assertThat(refusal(Machine.machine("cid", 1, 1).on("shared", 8, 16), LOST_AFTER))
                .isEqualTo("executor \"cid\" and ada, bob share one engine and offer 9.00 cores and 17408 MiB together,"
                        + " and it has 8.00 cores and 16384 MiB: lower EXECUTOR_CPU_CORES or EXECUTOR_MEMORY_GB of one"
                        + " of them");
        assertThat(ledger.executors()).hasSize(2);
        assertThat(refusal(BOB.sized(4, 9).on("shared", 8, 16), LOST_AFTER)).contains("17408 MiB");
        assertThat(refusal(BOB.sized(3, 7).on("shared", 8, 16), LOST_AFTER)).isEmpty();
        assertThat(refusal(Machine.machine("cid", 1, 1).on("shared", 8, 16), LOST_AFTER))
                .isEmpty();
    }

    @Test
    void anExecutorOutOfContactDoesNotCountOnItsEngine() {
        join(ADA.on("shared", 4, 8));

        assertThat(refusal(BOB.on("shared", 4, 8), NO_PATIENCE)).isEmpty();
    }

    @Test
    void anExecutorThatMovedDoesNotCountOnItsOldEngine() {
        join(ADA.on("shared", 4, 8));
        ledger.report(ADA.on("own", 4, 8).report(), NO_PATIENCE);

        assertThat(refusal(BOB.on("shared", 4, 8), LOST_AFTER)).isEmpty();
    }

    @Test
    void noGpuIsOfferedTwice() {
        Gpu gpu = new Gpu("GPU-1", "A100", 80_000);
        join(ADA.withGpuList(List.of(gpu)).on("shared", 8, 16));

        assertThat(refusal(BOB.withGpuList(List.of(gpu)).on("shared", 8, 16), LOST_AFTER))
                .isEqualTo("GPU GPU-1 is offered by executor \"ada\" on the same engine already: name in"
                        + " EXECUTOR_GPUS of each which GPUs are its own");
    }

    @Test
    void whatRunsOnANeighbourThatOffersLessCountsUntilItHasEnded() {
        Gpu gpu = new Gpu("GPU-1", "A100", 80_000);
        join(ADA.withGpuList(List.of(gpu)).on("shared", 4, 8));
        place(1, size(3, 1));
        place(2, gpus(1, "any", 0));
        Machine less = ADA.sized(2, 4).on("shared", 4, 8);
        assertThat(refusal(less, LOST_AFTER)).isEmpty();

        assertThat(refusal(BOB.sized(2, 4).on("shared", 4, 8), LOST_AFTER)).contains("6.00 cores");
        finish(1, 1);
        assertThat(refusal(BOB.sized(2, 4).withGpuList(List.of(gpu)).on("shared", 4, 8), LOST_AFTER))
                .isEqualTo("GPU GPU-1 is held by a job of executor \"ada\" on the same engine: this one has to wait for"
                        + " its end");
        finish(2, 1);
        assertThat(refusal(BOB.sized(2, 4).withGpuList(List.of(gpu)).on("shared", 4, 8), LOST_AFTER))
                .isEmpty();
    }

    private static String refusal(Machine machine, Duration lostAfter) {
        String refusal = ledger.report(machine.report(), lostAfter).refusal();
        return refusal == null ? "" : refusal;
    }
}
