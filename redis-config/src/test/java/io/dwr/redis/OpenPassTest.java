package io.dwr.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.dwr.model.placement.GpuRequirements;
import io.dwr.model.placement.Placement;
import io.dwr.model.placement.Requirements;
import io.dwr.model.placement.Resources;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A grant pass over more shapes than one call takes: who asks meanwhile, and who goes on with it. */
class OpenPassTest extends RedisTest {
    private static final Machine ADA = Machine.machine("ada", 4, 8);

    @Test
    void aPassOverMoreShapesThanOneCallTakesServesThemAll() {
        int shapes = 1_201;
        for (int n = 1; n <= shapes; n++) {
            ledger.reserve(job(n), 1, rank(n), milli(2_000 + n), Set.of());
        }
        ledger.reserve(job(shapes + 1), 1, rank(shapes + 1), milli(100), Set.of());

        join(Machine.machine("ada", 1, 8));

        assertThat(newEvents()).containsExactly("granted " + (shapes + 1) + ".1 ada");
    }

    @Test
    void aPassThatNobodyContinuedIsFinishedByTheSweep() {
        int shapes = 600;
        for (int n = 1; n <= shapes; n++) {
            ledger.reserve(job(n), 1, rank(n), milli(2_000 + n), Set.of());
        }
        ledger.reserve(job(601), 1, rank(601), milli(100), Set.of());
        joinAndStopHalfWay();
        assertThat(newEvents()).isEmpty();

        ledger.sweep(LOST_AFTER);

        assertThat(newEvents()).containsExactly("granted 601.1 ada");
    }

    @Test
    void whoWouldLeadTheLineDuringAnOpenPassIsNotPassedOver() {
        int shapes = 600;
        for (int n = 1; n <= shapes; n++) {
            ledger.reserve(job(n), 1, rank(n), milli(2_000 + n), Set.of());
        }
        ledger.reserve(job(601), 1, rank(601), milli(800), Set.of());
        joinAndStopHalfWay();

        Placement urgent = ledger.reserve(job(602), 1, rank(602, 100), milli(800), Set.of());
        Placement notUrgent = ledger.reserve(job(603), 1, rank(603), milli(800), Set.of());
        ledger.sweep(LOST_AFTER);

        assertThat(where(urgent)).isEqualTo("ada");
        assertThat(where(notUrgent)).isEqualTo("waits");
        assertThat(newEvents()).isEmpty();
    }

    @Test
    void ofEqualRankTheSmallerIdLeadsTheLineAlsoDuringAnOpenPass() {
        for (int n = 1; n <= 600; n++) {
            ledger.reserve(job(n), 1, rank(n), milli(2_000 + n), Set.of());
        }
        ledger.reserve(job(602), 1, rank(601), milli(800), Set.of());
        joinAndStopHalfWay();

        assertThat(where(ledger.reserve(job(603), 1, rank(601), milli(800), Set.of())))
                .isEqualTo("waits");
        assertThat(where(ledger.reserve(job(601), 1, rank(601), milli(800), Set.of())))
                .isEqualTo("waits");
        ledger.sweep(LOST_AFTER);

        assertThat(newEvents()).containsExactly("granted 601.1 ada");
    }

    @Test
    void aNewShapeDoesNotOvertakeThoseWhomAnOpenPassHasNotReached() {
        for (int n = 1; n <= 600; n++) {
            ledger.reserve(job(n), 1, rank(n), milli(2_000 + n), Set.of());
        }
        ledger.reserve(job(601), 1, rank(601), milli(800), Set.of());
        joinAndStopHalfWay();

        assertThat(where(ledger.reserve(job(602), 1, rank(602), milli(900), Set.of())))
                .isEqualTo("waits");
        ledger.sweep(LOST_AFTER);

        assertThat(newEvents()).containsExactly("granted 601.1 ada");
        assertThat(where(ledger.reserve(job(603), 1, rank(603), milli(150), Set.of())))
                .isEqualTo("ada");
    }

    @Test
    void aNewShapeThatAnOpenPassHasYetToReachIsServedByIt() {
        manyShapesWait();
        joinAndStopHalfWay();

        assertThat(where(ledger.reserve(job(602), 1, rank(602), milli(900), Set.of())))
                .isEqualTo("waits");
        ledger.sweep(LOST_AFTER);

        assertThat(newEvents()).containsExactly("granted 602.1 ada");
    }

    @Test
    void anUrgentJobDuringAnOpenPassDoesNotTakeWhatIsKeptForAnother() {
        join(ADA);
        place(700, size(4, 1));
        for (int n = 1; n <= 600; n++) {
            ledger.reserve(job(n), 1, rank(n), milli(4_000 + n), Set.of());
        }
        place(601, size(4, 1));
        releaseAndStopHalfWay(700);
        server.command("ZADD", "{dwr}:ages", "1", "601");
        callAndDie("sweep", "60000", "1000", "0");

        assertThat(where(ledger.reserve(job(602), 1, rank(602, 100), milli(900), Set.of())))
                .isEqualTo("waits");
        ledger.sweep(LOST_AFTER);

        assertThat(newEvents()).containsExactly("granted 601.1 ada");
    }

    @Test
    void duringAnOpenPassANewShapeTakesAnotherExecutorsRoom() {
        join(Machine.machine("ada", 1, 8), Machine.machine("bob", 1, 8));
        place(700, size(1, 1));
        manyShapesWait();
        releaseAndStopHalfWay(700);

        assertThat(where(ledger.reserve(job(602), 1, rank(602), milli(900), Set.of())))
                .isEqualTo("bob");
        ledger.sweep(LOST_AFTER);

        assertThat(where(ledger.reserve(job(603), 1, rank(603), milli(900), Set.of())))
                .isEqualTo("ada");
    }

    @Test
    void anOpenPassGoesOnWhereItWasAlsoWhenThatShapeIsGone() {
        int shapes = 600;
        for (int n = 1; n <= shapes; n++) {
            ledger.reserve(job(n), 1, rank(n), milli(2_000 + n), Set.of());
        }
        ledger.reserve(job(601), 1, rank(601), milli(100), Set.of());
        joinAndStopHalfWay();
        for (int n = 490; n <= 510; n++) {
            ledger.withdraw(job(n), 1);
        }

        ledger.sweep(LOST_AFTER);

        assertThat(newEvents()).containsExactly("granted 601.1 ada");
    }

    private static void joinAndStopHalfWay() {
        Machine ada = Machine.machine("ada", 1, 8);
        callAndDie(
                "report",
                ada.id(),
                ada.process(),
                "60000",
                StoredJson.write(StoredExecutor.fields(ada.report())),
                StoredExecutor.engine(ada.report()),
                "[]",
                "[]");
    }

    private static void releaseAndStopHalfWay(int n) {
        callAndDie("release", job(n).value(), "1");
    }

    private static void callAndDie(String function, String... arguments) {
        RedisConnection connection = RedisConnection.open(new RedisSettings(server.host(), server.port(), null, 0));
        connection.call(function, arguments);
        connection.close();
    }

    /** More shapes than one call looks at, all too large for one core, and a small one that fits nowhere. */
    private static void manyShapesWait() {
        for (int n = 1; n <= 600; n++) {
            ledger.reserve(job(n), 1, rank(n), milli(2_000 + n), Set.of());
        }
        Requirements elsewhere = new Requirements(
                new Resources(100, 1 << 20),
                GpuRequirements.NONE,
                Set.of("nowhere"),
                Set.of(),
                Map.of(),
                Map.of(),
                Set.of());
        ledger.reserve(job(601), 1, rank(601), elsewhere, Set.of());
    }

    private static Requirements milli(int milliCpus) {
        return Requirements.of(new Resources(milliCpus, 1 << 20), GpuRequirements.NONE);
    }
}
