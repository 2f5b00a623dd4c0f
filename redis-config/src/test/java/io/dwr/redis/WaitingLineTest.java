package io.dwr.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.dwr.model.executor.ExecutorState;
import io.dwr.model.job.Stage;
import io.dwr.model.placement.GpuRequirements;
import io.dwr.model.placement.Placement;
import io.dwr.model.placement.Requirements;
import io.dwr.model.placement.Resources;
import io.dwr.model.placement.Verdict;
import io.dwr.redis.ledger.LedgerEvents;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Jobs for which there is no room, and who is served when there is some. */
class WaitingLineTest extends RedisTest {
    private static final Machine ADA = Machine.machine("ada", 4, 8);

    @Test
    void firstOfAShapeIsToldWhyAndTheNextOnesJustJoin() {
        join(ADA);
        place(1, size(4, 1));

        Placement first = reserve(2, 1, size(2, 1));
        Placement second = reserve(3, 1, size(2, 1));

        Verdict verdict = first.verdict();
        assertThat(verdict).isNotNull();
        assertThat(verdict.nearest()).isEqualTo(new Verdict.Lack("ada", 2000, 0, 0, 0));
        assertThat(second.kind()).isEqualTo(Placement.Kind.WAITING);
        assertThat(second.verdict()).isNull();
    }

    @Test
    void waitingIsRecordedAndSoIsTheGrant() {
        join(ADA);
        submit(1, size(4, 1));
        submit(2, size(2, 1));
        place(1, size(4, 1));
        place(2, size(2, 1));
        assertThat(record(2).stage()).isEqualTo(Stage.WAITING);
        assertThat(record(2).reservation()).isNull();

        finish(1, 1);

        assertThat(newEvents()).containsExactly("granted 2.1 ada");
        assertThat(record(2).stage()).isEqualTo(Stage.DISPATCHING);
        assertThat(record(2).reservation()).isNotNull();
        assertThat(where(reserve(2, 1, size(2, 1)))).isEqualTo("ada");
    }

    @Test
    void aGrantNamesTheExactReservation() {
        join(ADA.withGpus("A100", 2, 80_000));
        place(1, gpus(2, "any", 0));
        place(2, gpus(1, "a100", 0));

        finish(1, 1);

        LedgerEvents.Event granted = acknowledged().getFirst();
        assertThat(granted.kind()).isEqualTo(LedgerEvents.Kind.GRANTED);
        assertThat(granted.reservation())
                .isEqualTo(reserve(2, 1, gpus(1, "a100", 0)).reservation());
    }

    @Test
    void higherPriorityThenEarlierSubmissionAcrossShapes() {
        join(ADA);
        place(1, size(4, 1));
        ledger.reserve(job(2), 1, rank(2, 10), size(1, 1), Set.of());
        ledger.reserve(job(3), 1, rank(3, 50), size(1, 2), Set.of());
        ledger.reserve(job(4), 1, rank(4, 90), size(1, 3), Set.of());
        ledger.reserve(job(5), 1, rank(5, 50), size(1, 1), Set.of());

        finish(1, 1);

        assertThat(newEvents())
                .containsExactly("granted 4.1 ada", "granted 3.1 ada", "granted 5.1 ada", "granted 2.1 ada");
    }

    @Test
    void equalRanksAreServedByJobIdAlsoAcrossShapes() {
        join(ADA);
        place(1, size(4, 1));
        for (int n = 9; n > 1; n--) {
            ledger.reserve(job(n), 1, rank(0), size(1, n % 2 + 1), Set.of());
        }

        finish(1, 1);

        assertThat(newEvents())
                .containsExactly("granted 2.1 ada", "granted 3.1 ada", "granted 4.1 ada", "granted 5.1 ada");
        assertThat(ledger.position(job(6))).hasValue(1);
        assertThat(ledger.position(job(9))).hasValue(4);
    }

    @Test
    void aJobThatDoesNotFitDoesNotHoldUpASmallerOneBehindIt() {
        join(ADA);
        place(1, size(2, 1));
        place(2, size(2, 1));
        place(3, size(3, 1));
        place(4, size(1, 1));
        assertThat(newEvents()).isEmpty();

        finish(1, 1);

        assertThat(newEvents()).containsExactly("granted 4.1 ada");
        assertThat(ledger.position(job(3))).hasValue(1);
    }

    @Test
    void anExecutorThatJoinsServesThoseWhoWait() {
        assertThat(place(1, size(1, 1))).isEqualTo("waits");

        join(ADA);

        assertThat(newEvents()).containsExactly("granted 1.1 ada");
    }

    @Test
    void anExecutorThatGrowsServesThoseWhoWait() {
        join(ADA);
        place(1, size(8, 1));

        join(ADA.sized(8, 8));

        assertThat(newEvents()).containsExactly("granted 1.1 ada");
    }

    @Test
    void anUncordonedExecutorServesThoseWhoWait() {
        join(ADA);
        ledger.setState(ADA.executorId(), ExecutorState.CORDONED);
        place(1, size(1, 1));
        join(ADA);
        assertThat(newEvents()).isEmpty();

        ledger.setState(ADA.executorId(), ExecutorState.READY);

        assertThat(newEvents()).containsExactly("granted 1.1 ada");
    }

    @Test
    void whoWithdrawsIsNotServed() {
        join(ADA);
        place(1, size(4, 1));
        place(2, size(1, 1));
        place(3, size(1, 1));

        assertThat(ledger.withdraw(job(2), 1).placed()).isNull();
        assertThat(ledger.withdraw(job(2), 1).placed()).isNull();
        finish(1, 1);

        assertThat(newEvents()).containsExactly("granted 3.1 ada");
        assertThat(place(2, size(1, 1))).isEqualTo("stale");
    }

    @Test
    void whoWasGrantedFirstIsToldSoOnWithdrawal() {
        join(ADA);
        place(1, size(4, 1));
        place(2, size(1, 1));
        finish(1, 1);

        assertThat(ledger.withdraw(job(2), 1).placed()).isNotNull();
        assertThat(ledger.withdraw(job(2), 2).placed()).isNull();
        assertThat(ledger.withdraw(job(77), 1).placed()).isNull();
        assertThat(freeCores("ada")).isEqualTo(3);
    }

    /** More shapes than one call looks at. */
    @Test
    void positionCountsMoreShapesThanOneCallLooksAt() {
        join(ADA);
        place(1, size(4, 1));
        for (int n = 2; n <= 1102; n++) {
            place(n, Requirements.of(new Resources(4000, (long) n << 20), GpuRequirements.NONE));
        }

        assertThat(ledger.position(job(2))).hasValue(1);
        assertThat(ledger.position(job(501))).hasValue(500);
        assertThat(ledger.position(job(502))).hasValue(501);
        assertThat(ledger.position(job(1102))).hasValue(1101);
    }

    @Test
    void positionCountsAllShapes() {
        place(1, size(1, 1));
        place(2, size(2, 1));
        place(3, size(1, 1));
        ledger.reserve(job(4), 1, rank(4, 90), size(3, 1), Set.of());

        assertThat(ledger.position(job(4))).hasValue(1);
        assertThat(ledger.position(job(1))).hasValue(2);
        assertThat(ledger.position(job(2))).hasValue(3);
        assertThat(ledger.position(job(3))).hasValue(4);
        assertThat(ledger.position(job(5))).isEmpty();
    }

    @Test
    void aRepeatedReserveStaysWhereItWas() {
        place(1, size(1, 1));
        place(2, size(1, 1));

        assertThat(place(1, size(1, 1))).isEqualTo("waits");

        assertThat(ledger.position(job(1))).hasValue(1);
        assertThat(ledger.position(job(2))).hasValue(2);
    }

    @Test
    void aNewAttemptOfAWaitingJobTakesTheOldOnesPlace() {
        place(1, size(1, 1));

        assertThat(where(reserve(1, 2, size(2, 1)))).isEqualTo("waits");
        assertThat(place(1, size(1, 1))).isEqualTo("stale");
        join(ADA);

        assertThat(newEvents()).containsExactly("granted 1.2 ada");
        assertThat(freeCores("ada")).isEqualTo(2);
    }

    @Test
    void emptyLinesLeaveNothingBehind() {
        join(ADA);
        place(1, size(4, 1));
        List<Integer> waiting = new ArrayList<>(List.of(2, 3, 4, 5));
        waiting.forEach(n -> place(n, size(n % 2 + 1, 1)));
        waiting.forEach(n -> ledger.withdraw(job(n), 1));

        assertThat(server.command("EXISTS", "{dwr}:lines", "{dwr}:shapes", "{dwr}:line:1", "{dwr}:shape:1"))
                .isEqualTo(":0");
    }
}
