package io.dwr.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dwr.model.executor.Disk;
import io.dwr.model.executor.ExecutorId;
import io.dwr.model.executor.ExecutorReport.Health;
import io.dwr.model.executor.ExecutorState;
import io.dwr.model.executor.ExecutorView;
import io.dwr.model.executor.Gpu;
import io.dwr.model.executor.GpuState;
import io.dwr.model.executor.HostState;
import io.dwr.model.job.StatusReason;
import io.dwr.model.placement.Obstacle;
import io.dwr.redis.ledger.ExecutorLedger.HeartbeatAnswer;
import io.dwr.redis.ledger.ExecutorLedger.ReportAnswer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Executors that register, report and give signs of life. */
class ReportTest extends RedisTest {
    private static final Machine ADA = Machine.machine("ada", 4, 8);
    private static final Machine BOB = Machine.machine("bob", 4, 8);
    private static final Duration NO_PATIENCE = Duration.ZERO;

    @Test
    void aReportIsSeenAsItWasSent() {
        Machine ada = ADA.in("north", "n1").labelled("disk", "fast").withGpus("A100", 2, 80_000);
        join(ada);

        ExecutorView view = view("ada");

        assertThat(view.capacity()).isEqualTo(ada.report().capacity());
        assertThat(view.free()).isEqualTo(Machine.resources(4, 8));
        assertThat(view.freeGpuUuids()).containsExactly("GPU-ada-0", "GPU-ada-1");
        assertThat(view.labels()).isEqualTo(Map.of("disk", "fast"));
        assertThat(view.region()).isEqualTo("north");
        assertThat(view.datacenter()).isEqualTo("n1");
        assertThat(view.ip()).isEqualTo("10.0.0.1");
        assertThat(view.hostName()).isEqualTo("host-of-ada");
        assertThat(view.host().cpuUtilization()).isEqualTo(0.25);
        assertThat(view.host().memoryUtilization()).isEqualTo(0.5);
        assertThat(view.state()).isEqualTo(ExecutorState.READY);
        assertThat(view.jobs()).isEmpty();
        assertThat(view.lastContact()).isAfter(Instant.now().minusSeconds(60));
    }

    @Test
    void executorsAreListedInFirstFitOrder() {
        join(Machine.machine("zoe", 1, 1), ADA, BOB);
        join(Machine.machine("zoe", 1, 1));

        assertThat(ledger.executors()).extracting(view -> view.id().value()).containsExactly("zoe", "ada", "bob");
    }

    @Test
    void aCordonedExecutorStaysSoThroughReportsAndRestarts() {
        join(ADA);
        assertThat(ledger.setState(ADA.executorId(), ExecutorState.CORDONED)).isTrue();

        join(ADA);
        ledger.report(ADA.restarted().report(), NO_PATIENCE);

        assertThat(view("ada").state()).isEqualTo(ExecutorState.CORDONED);
        assertThat(ledger.setState(new ExecutorId("nobody"), ExecutorState.CORDONED))
                .isFalse();
    }

    @Test
    void anExecutorThatSaysItIsInTroubleGetsNothingUntilItIsOver() {
        join(ADA);
        ledger.report(ADA.reportInTrouble("kill_refused: the engine does not end a container"), NO_PATIENCE);

        assertThat(view("ada").state()).isEqualTo(ExecutorState.SET_ASIDE);
        assertThat(view("ada").condition().reason()).isEqualTo("kill_refused: the engine does not end a container");
        assertThat(view("ada").condition().until()).isNull();
        assertThat(place(1, size(1, 1))).isEqualTo("waits");
        assertThat(ledger.explain(job(1), size(1, 1), Set.of()).count(Obstacle.SET_ASIDE))
                .isEqualTo(1);
        ledger.setState(ADA.executorId(), ExecutorState.READY);
        assertThat(newEvents()).as("nobody but the executor ends it").isEmpty();

        join(ADA);

        assertThat(view("ada").state()).isEqualTo(ExecutorState.READY);
        assertThat(newEvents()).containsExactly("granted 1.1 ada");
    }

    @Test
    void nobodyCanWishAnExecutorLost() {
        assertThatThrownBy(() -> ledger.setState(ADA.executorId(), ExecutorState.LOST))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("ready or cordoned, or drain it");
    }

    @Test
    void capacityBelowWhatIsInUseKillsNothingAndShowsNoRoom() {
        join(ADA.withGpus("A100", 2, 80_000));
        place(1, gpus(2, "any", 0));
        place(2, size(2, 4));

        join(ADA.sized(2, 2));

        assertThat(freeCores("ada")).isZero();
        assertThat(view("ada").free().memoryBytes()).isZero();
        assertThat(view("ada").jobs()).hasSize(2);
        assertThat(place(3, size(1, 1))).isEqualTo("waits");

        finish(2, 1);
        assertThat(newEvents()).containsExactly("granted 3.1 ada");
    }

    @Test
    void aGpuThatWasAwayAndComesBackIsStillHeld() {
        join(ADA.withGpus("A100", 1, 80_000));
        place(1, gpus(1, "any", 0));
        join(ADA);
        join(ADA.withGpus("A100", 1, 80_000));

        assertThat(view("ada").freeGpuUuids()).isEmpty();
        assertThat(place(2, gpus(1, "any", 0))).isEqualTo("waits");
    }

    @Test
    void aGpuThatComesBackGoesToWhoWaits() {
        Machine both = ADA.withGpus("A100", 2, 80_000);
        join(both);
        place(1, gpus(1, "any", 0));
        join(both.withGpuList(List.of(both.gpus().getFirst())));
        assertThat(view("ada").freeGpuUuids()).isEmpty();
        assertThat(place(2, gpus(1, "any", 0))).isEqualTo("waits");

        join(both);

        assertThat(newEvents()).containsExactly("granted 2.1 ada");
        assertThat(view("ada").freeGpuUuids()).isEmpty();
        assertThat(view("ada").jobs()).hasSize(2);
    }

    @Test
    void theStateOfTheMachineIsSeenAsItWasSent() {
        HostState host = new HostState(
                0.25,
                0.5,
                1.75,
                List.of(new Disk("engine", "/var/lib/docker", 100, 10)),
                List.of(new GpuState(new Gpu("GPU-1", "L4", 7), 5L, 0.5, Instant.EPOCH, "it is lost", Instant.EPOCH)));
        ledger.report(ADA.report(new Health(host, null)), LOST_AFTER);

        assertThat(view("ada").host()).isEqualTo(host);

        server.command("HDEL", "{dwr}:executor:ada", "host_state");
        assertThat(view("ada").host()).isEqualTo(HostState.of(0.25, 0.5));
    }

    @Test
    void anUnknownExecutorIsAskedToReport() {
        assertThat(ledger.heartbeat(ADA.executorId(), ADA.process(), List.of()))
                .isEqualTo(new HeartbeatAnswer(false, List.of(), List.of()));
        assertThat(ledger.executors()).isEmpty();
    }

    @Test
    void aSignOfLifeTellsCurrentFromStoppedAndSaysNothingOfTheUnknown() {
        join(ADA, BOB);
        place(1, size(1, 1));
        place(2, size(1, 1));
        finish(2, 1);
        submit(3, size(1, 1));
        place(3, size(1, 1));
        ledger.endAttempt(job(3), ended(1, "ada", StatusReason.EXIT_CODE, 1));
        reserve(3, 2, size(1, 1));
        place(4, size(64, 1));
        submit(5, size(1, 1));
        finish(5, 1);
        server.command("DEL", "{dwr}:place:" + job(5));

        HeartbeatAnswer answer = ledger.heartbeat(
                ADA.executorId(),
                ADA.process(),
                List.of(held(1, 1), held(2, 1), held(3, 1), held(3, 2), held(4, 1), held(5, 1), held(9, 1)));

        assertThat(answer.known()).isTrue();
        assertThat(answer.current()).containsExactly(held(1, 1), held(3, 2));
        assertThat(answer.stop()).containsExactly(held(2, 1), held(3, 1), held(5, 1));
    }

    @Test
    void anAttemptThatIsReservedElsewhereIsToBeStopped() {
        join(ADA, BOB);
        place(1, size(1, 1));

        assertThat(ledger.heartbeat(BOB.executorId(), BOB.process(), List.of(held(1, 1)))
                        .stop())
                .containsExactly(held(1, 1));
    }

    @Test
    void anAttemptOfAJobWithANewerOneIsStoppedAlsoWhenItsPlaceIsForgotten() {
        join(ADA);
        submit(1, size(1, 1));
        reserve(1, 2, size(1, 1));
        server.command("DEL", "{dwr}:place:" + job(1));

        HeartbeatAnswer answer = ledger.heartbeat(ADA.executorId(), ADA.process(), List.of(held(1, 1), held(1, 2)));

        assertThat(answer.stop()).containsExactly(held(1, 1));
        assertThat(answer.current()).isEmpty();
    }

    @Test
    void aReportTellsWhatToStop() {
        join(ADA);
        place(1, size(1, 1));
        place(2, size(1, 1));
        finish(2, 1);

        ReportAnswer answer = ledger.report(ADA.holding(held(1, 1), held(2, 1)).report(), LOST_AFTER);

        assertThat(answer.refusal()).isNull();
        assertThat(answer.stop()).containsExactly(held(2, 1));
    }

    @Test
    void aLostExecutorIsReadyAgainAfterItsReport() {
        join(ADA);
        silent("ada", LOST_AFTER.plusSeconds(1));
        ledger.sweep(LOST_AFTER);
        assertThat(view("ada").state()).isEqualTo(ExecutorState.GONE);
        assertThat(place(1, size(1, 1))).isEqualTo("waits");

        assertThat(ledger.heartbeat(ADA.executorId(), ADA.process(), List.of()).known())
                .isFalse();
        assertThat(newEvents()).isEmpty();
        join(ADA);

        assertThat(view("ada").state()).isEqualTo(ExecutorState.READY);
        assertThat(newEvents()).containsExactly("granted 1.1 ada");
    }
}
