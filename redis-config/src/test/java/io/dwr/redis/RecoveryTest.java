package io.dwr.redis;

import static io.dwr.redis.Machine.machine;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dwr.model.executor.ExecutorId;
import io.dwr.model.executor.ExecutorState;
import io.dwr.model.executor.HeldResources;
import io.dwr.model.job.JobStatus;
import io.dwr.model.job.Stage;
import io.dwr.model.placement.Requirements;
import io.dwr.model.placement.Reservation;
import io.dwr.redis.ledger.LedgerUnavailableException;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A ledger that was emptied, or whose Redis came back without its newest second: told again, and nothing given twice. */
class RecoveryTest extends RedisTest {
    private static final Machine ADA = machine("ada", 4, 16);
    private static final Machine BOB = machine("bob", 4, 16);

    private static Reservation on(String executor, String... gpus) {
        return new Reservation(executor, "10.0.0.1", List.of(gpus));
    }

    private static void adopt(int n, int attempt, String executor, Requirements requirements, String... gpus) {
        recovery.adopt(job(n), attempt, on(executor, gpus), requirements);
    }

    private static void rejoin(int n, int attempt, Requirements requirements) {
        recovery.rejoin(job(n), attempt, rank(n), requirements, Set.of());
    }

    private static void reopen() {
        assertThat(recovery.reopen(recovery.closed().orElseThrow())).isTrue();
    }

    @Test
    void anEmptiedLedgerGivesNothingUntilItIsReopened() {
        join(ADA);
        emptied();
        join(ADA);

        assertThatThrownBy(() -> place(1, size(1, 1)))
                .isInstanceOf(LedgerUnavailableException.class)
                .hasMessageContaining("rebuilding");
        reopen();

        assertThat(recovery.closed()).isEmpty();
        assertThat(place(1, size(1, 1))).isEqualTo("ada");
    }

    @Test
    void whatARunningJobHoldsIsNotGivenToAnother() {
        emptied();
        recovery.closed();
        adopt(1, 2, "ada", size(3, 4));
        join(ADA, BOB);
        reopen();

        assertThat(freeCores("ada")).isEqualTo(1);
        assertThat(place(2, size(2, 1))).isEqualTo("bob");
        finish(1, 2);
        assertThat(freeCores("ada")).isEqualTo(4);
    }

    @Test
    void exactGpusAreTakenAgain() {
        Machine gpus = machine("ada", 4, 16).withGpus("A100", 2, 40_000);
        emptied();
        join(gpus);
        adopt(1, 1, "ada", gpus(1, "any", 0), "GPU-ada-0");
        reopen();

        assertThat(reserve(2, 1, gpus(1, "any", 0)).reservation())
                .extracting(Reservation::gpuUuids)
                .isEqualTo(List.of("GPU-ada-1"));
        assertThat(place(3, gpus(1, "any", 0))).isEqualTo("waits");
    }

    @Test
    void waitingJobsStandInTheirOldOrder() {
        emptied();
        adopt(1, 1, "ada", size(4, 4));
        join(ADA);
        rejoin(3, 1, size(4, 4));
        rejoin(2, 1, size(4, 4));
        assertThat(newEvents()).isEmpty();
        reopen();

        assertThat(ledger.position(job(2))).hasValue(1);
        finish(1, 1);
        assertThat(newEvents()).containsExactly("granted 2.1 ada");
    }

    @Test
    void roomThatIsFreeWhenTheLedgerOpensIsGranted() {
        emptied();
        rejoin(1, 1, size(1, 1));
        join(ADA);
        assertThat(newEvents()).isEmpty();

        reopen();

        assertThat(newEvents()).containsExactly("granted 1.1 ada");
    }

    @Test
    void aLargeFleetIsServedInFullAfterTheRecovery() {
        emptied();
        for (int n = 0; n < 600; n++) {
            join(machine("m" + n, 1, 1));
        }
        for (int n = 0; n < 700; n++) {
            rejoin(n, 1, size(1, 1));
        }

        reopen();

        assertThat(newEvents())
                .hasSize(600)
                .allSatisfy(event -> assertThat(event).startsWith("granted"));
        assertThat(ledger.position(job(600))).hasValue(1);
    }

    @Test
    void aReleaseInAClosedLedgerGrantsNothingUntilItOpens() {
        emptied();
        join(ADA);
        adopt(1, 1, "ada", size(4, 4));
        rejoin(2, 1, size(4, 4));
        finish(1, 1);
        assertThat(newEvents()).isEmpty();

        reopen();

        assertThat(newEvents()).containsExactly("granted 2.1 ada");
    }

    @Test
    void aLateWordChangesNothing() {
        emptied();
        join(ADA);
        finish(1, 2);

        assertThat(recovery.adopt(job(1), 2, on("ada"), size(4, 4))).isFalse();
        rejoin(1, 1, size(4, 4));
        reopen();

        assertThat(freeCores("ada")).isEqualTo(4);
        assertThat(ledger.position(job(1))).isEmpty();
    }

    @Test
    void anOlderAttemptIsOverWhenTheWorkflowIsPastIt() {
        join(ADA, BOB);
        place(1, size(4, 4));
        server.command("HDEL", "{dwr}:ledger", "server");

        assertThat(recovery.adopt(job(1), 2, on("bob"), size(4, 4))).isTrue();
        join(ADA, BOB);
        reopen();

        assertThat(freeCores("ada")).isEqualTo(4);
        assertThat(freeCores("bob")).isZero();
    }

    @Test
    void aGrantThatWasRolledBackIsTakenFromTheLine() {
        join(ADA);
        place(1, size(4, 4));
        place(2, size(4, 4));
        server.command("HDEL", "{dwr}:ledger", "server");
        ledger.release(job(1), 1);
        adopt(2, 1, "ada", size(4, 4));
        join(ADA);
        reopen();

        assertThat(ledger.position(job(2))).isEmpty();
        assertThat(freeCores("ada")).isZero();
        assertThat(newEvents()).isEmpty();
    }

    @Test
    void aRestartedServerClosesTheLedgerAndAnExecutorReportsFirst() {
        join(ADA, BOB);
        assertThat(place(1, size(4, 4))).isEqualTo("ada");
        server.command("HSET", "{dwr}:ledger", "server", "another");

        assertThatThrownBy(() -> place(2, size(1, 1))).isInstanceOf(LedgerUnavailableException.class);
        assertThat(view("ada").state()).isEqualTo(ExecutorState.LOST);
        assertThat(ledger.heartbeat(ADA.report().id(), ADA.report().process().own(), List.of())
                        .known())
                .isFalse();
        reopen();

        assertThat(place(2, size(1, 1))).isEqualTo("waits");
        join(BOB);
        assertThat(newEvents()).containsExactly("granted 2.1 bob");
    }

    @Test
    void anAttemptThatTheLedgerHeldIsAnsweredAsBefore() {
        join(ADA);
        place(1, size(4, 4));
        server.command("HSET", "{dwr}:ledger", "server", "another");

        assertThat(place(1, size(4, 4))).isEqualTo("ada");
        assertThat(ledger.begin(job(1), 1, new ExecutorId("ada"))).isTrue();
    }

    @Test
    void aContainerOfAnUnknownAttemptWaitsForTheRecovery() {
        emptied();
        join(ADA);
        ExecutorId ada = new ExecutorId("ada");
        assertThatThrownBy(() -> ledger.begin(job(1), 1, ada)).isInstanceOf(LedgerUnavailableException.class);

        adopt(1, 1, "ada", size(1, 1));
        assertThat(ledger.begin(job(1), 1, ada)).isTrue();
        reopen();

        assertThat(ledger.begin(job(2), 1, ada)).isFalse();
    }

    /** A workflow that was terminated meanwhile tells nothing, and its container still has its GPU. */
    @Test
    void whatAnExecutorRunsAndNobodyKnowsTakesItsRoom() {
        Machine ada = machine("ada", 4, 16).withGpus("A100", 2, 40_000);
        emptied();
        ledger.report(
                ada.report(List.of(
                        new HeldResources(held(1, 1), Machine.resources(3, 1), List.of("GPU-ada-0")),
                        HeldResources.unknown(held(2, 1)))),
                LOST_AFTER);
        reopen();

        assertThat(freeCores("ada")).isEqualTo(1);
        assertThat(view("ada").freeGpuUuids()).containsExactly("GPU-ada-1");
        assertThat(ledger.reservations()).hasSize(1);

        assertThat(ledger.supersede(job(1), failed(1, "ada"), LOST_AFTER).gone())
                .isFalse();
        ledger.confirmGone(job(1), 1);
        assertThat(freeCores("ada")).isEqualTo(4);
    }

    @Test
    void whatTheLedgerKnowsBetterIsNotAdopted() {
        join(ADA);
        place(1, size(1, 1));
        finish(1, 1);
        place(2, size(1, 1));
        HeldResources ended = new HeldResources(held(1, 1), Machine.resources(1, 1), List.of());
        HeldResources current = new HeldResources(held(2, 1), Machine.resources(1, 1), List.of());

        assertThat(ledger.report(ADA.report(List.of(ended, current)), LOST_AFTER)
                        .stop())
                .containsExactly(held(1, 1));

        assertThat(freeCores("ada")).isEqualTo(3);
    }

    @Test
    void aSecondClosingIsNotOpenedByTheWordOfTheFirst() {
        emptied();
        String first = recovery.closed().orElseThrow();
        server.command("HSET", "{dwr}:ledger", "closed_at", "1");

        assertThat(recovery.reopen(first)).isFalse();
        assertThat(recovery.closed()).isPresent();
    }

    @Test
    void aRecordThatWasToldAgainIsRunningOnceItsExecutorSaysSo() {
        emptied();
        submit(1, size(1, 1));
        adopt(1, 3, "ada", size(1, 1));
        assertThat(record(1).attempt()).isEqualTo(3);
        assertThat(ledger.progress(job(1), 3, Stage.RUNNING, SUBMITTED)).isTrue();

        assertThat(record(1).status()).isEqualTo(JobStatus.RUNNING);
        assertThat(record(1).reservation()).extracting(Reservation::executorId).isEqualTo("ada");
    }
}
