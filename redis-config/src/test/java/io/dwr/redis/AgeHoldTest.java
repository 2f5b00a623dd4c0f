package io.dwr.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.dwr.model.executor.ExecutorState;
import io.dwr.model.placement.Requirements;
import io.dwr.redis.ledger.Ledger;
import io.dwr.redis.ledger.PlacementOrder;
import io.dwr.redis.ledger.PlacementPolicy;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Jobs that have waited for long have an executor kept for them. */
class AgeHoldTest extends RedisTest {
    private static final Machine ADA = Machine.machine("ada", 4, 8);
    private static final Machine BOB = Machine.machine("bob", 4, 8);

    @Test
    void nothingSmallerGetsInUntilTheJobFits() {
        join(ADA);
        place(1, size(2, 1));
        place(2, size(2, 1));
        place(3, size(4, 1));
        place(4, size(1, 1));
        theFirstOfEachLineHasWaitedLong(3);

        finish(1, 1);
        assertThat(newEvents()).isEmpty();
        assertThat(place(5, size(1, 2))).isEqualTo("waits");
        finish(2, 1);

        assertThat(newEvents()).containsExactly("granted 3.1 ada");
        finish(3, 1);
        assertThat(newEvents()).containsExactly("granted 4.1 ada", "granted 5.1 ada");
        assertNobodyIsKept();
    }

    @Test
    void aHigherPriorityDoesNotOvertakeEither() {
        join(ADA);
        place(1, size(2, 1));
        place(2, size(2, 1));
        place(3, size(4, 1));
        theFirstOfEachLineHasWaitedLong(3);
        ledger.reserve(job(4), 1, rank(4, 100), size(2, 1), Set.of());
        ledger.reserve(job(5), 1, rank(5, 100), size(4, 1), Set.of());

        finish(1, 1);
        finish(2, 1);

        assertThat(newEvents()).containsExactly("granted 3.1 ada");
    }

    @Test
    void whoHasNotWaitedLongOvertakesNobodyAndIsKeptNothing() {
        join(ADA);
        place(1, size(2, 1));
        place(2, size(2, 1));
        place(3, size(4, 1));
        place(4, size(2, 1));

        ledger.sweep(LOST_AFTER);
        finish(1, 1);

        assertThat(newEvents()).containsExactly("granted 4.1 ada");
    }

    @Test
    void ofThoseThatCouldHoldTheJobTheEmptiestIsKept() {
        join(ADA, BOB);
        place(1, size(3, 1));
        place(2, size(2, 1));
        place(3, size(4, 1));

        theFirstOfEachLineHasWaitedLong(3);

        assertThat(place(4, size(1, 1))).isEqualTo("ada");
        assertThat(place(5, size(1, 2))).isEqualTo("waits");
        finish(2, 1);
        assertThat(newEvents()).containsExactly("granted 3.1 bob");
    }

    @Test
    void whatIsKeptIsOfferedToTheOthersWhenTheJobRunsElsewhere() {
        join(ADA, BOB);
        place(1, size(3, 1));
        place(2, size(2, 1));
        place(3, size(4, 1));
        theFirstOfEachLineHasWaitedLong(3);
        assertThat(place(4, size(2, 1))).isEqualTo("waits");

        finish(1, 1);

        assertThat(newEvents()).containsExactly("granted 3.1 ada", "granted 4.1 bob");
        assertNobodyIsKept();
    }

    @Test
    void whatIsKeptIsOfferedToTheOthersWhenTheJobIsWithdrawn() {
        join(ADA);
        place(1, size(3, 1));
        place(2, size(4, 1));
        theFirstOfEachLineHasWaitedLong(2);
        assertThat(place(3, size(1, 1))).isEqualTo("waits");

        ledger.withdraw(job(2), 1);

        assertThat(newEvents()).containsExactly("granted 3.1 ada");
        assertNobodyIsKept();
    }

    @Test
    void whatIsKeptIsOfferedToTheOthersWhenANewAttemptAsksForLess() {
        join(ADA);
        place(1, size(3, 1));
        place(2, size(4, 1));
        theFirstOfEachLineHasWaitedLong(2);

        assertThat(where(reserve(2, 2, size(1, 1)))).isEqualTo("waits");
        ledger.sweep(LOST_AFTER);

        assertThat(newEvents()).containsExactly("granted 2.2 ada");
        assertNobodyIsKept();
    }

    @Test
    void anExecutorThatLeavesIsKeptNoLonger() {
        join(ADA, BOB);
        place(1, size(3, 1));
        place(2, size(2, 1));
        place(3, size(4, 1));
        theFirstOfEachLineHasWaitedLong(3);

        ledger.setState(BOB.executorId(), ExecutorState.CORDONED);
        assertNobodyIsKept();
        ledger.setState(BOB.executorId(), ExecutorState.READY);

        assertThat(place(4, size(2, 1))).isEqualTo("bob");
    }

    @Test
    void anExecutorThatShrinksBelowTheJobIsKeptNoLonger() {
        join(ADA);
        place(1, size(3, 1));
        place(2, size(4, 1));
        place(3, size(2, 2));
        theFirstOfEachLineHasWaitedLong(2);
        finish(1, 1);
        assertThat(newEvents()).containsExactly("granted 2.1 ada");
        finish(2, 1);
        assertThat(newEvents()).containsExactly("granted 3.1 ada");

        place(4, size(4, 4));
        theFirstOfEachLineHasWaitedLong(4);
        join(ADA.sized(3, 8));
        assertNobodyIsKept();

        assertThat(place(5, size(1, 1))).isEqualTo("ada");
    }

    @Test
    void aJobThatCouldNeverFitIsKeptNothing() {
        join(ADA);
        place(1, size(3, 1));
        place(2, size(64, 1));
        place(3, size(2, 1));
        theFirstOfEachLineHasWaitedLong(2);

        assertNobodyIsKept();
        assertThat(place(4, size(1, 1))).isEqualTo("ada");
    }

    @Test
    void aJobThatCouldNeverFitDoesNotStandInTheWayOfOthers() {
        join(ADA);
        place(1, size(3, 1));
        for (int n = 2; n < 150; n++) {
            place(n, size(64 + n, 1));
        }
        place(150, size(4, 1));
        for (int n = 2; n <= 150; n++) {
            age(n);
        }

        ledger.sweep(LOST_AFTER);
        ledger.sweep(LOST_AFTER);

        assertThat(place(200, size(1, 1))).isEqualTo("waits");
    }

    @Test
    void oneExecutorInTenIsKeptAndAlwaysOne() {
        for (int n = 1; n <= 20; n++) {
            join(Machine.machine("x" + n, 4, 8));
        }
        for (int n = 1; n <= 20; n++) {
            place(n, size(3, 1));
        }
        for (int n = 21; n <= 25; n++) {
            place(n, size(4, n - 20));
        }

        theFirstOfEachLineHasWaitedLong(21, 22, 23, 24, 25);

        assertThat(server.command("SCARD", "{dwr}:claims")).isEqualTo(":2");
        assertThat(place(30, size(1, 1))).isEqualTo("x3");
    }

    @Test
    void aLabelThatFewHaveAndAnAvoidedExecutorAreMinded() {
        join(ADA.labelled("host", "ada"), BOB.labelled("host", "bob"), Machine.machine("cid", 4, 8));
        place(1, size(3, 1));
        place(2, size(3, 1));
        place(3, size(3, 1));
        place(4, wantingLabel("host", "bob"));

        theFirstOfEachLineHasWaitedLong(4);

        assertThat(place(5, size(1, 1))).isEqualTo("ada");
        assertThat(place(6, size(1, 1))).isEqualTo("cid");
        assertThat(place(7, size(1, 1))).isEqualTo("waits");
    }

    @Test
    void withoutAgeHoldNothingIsKept() {
        join(ADA);
        place(1, size(3, 1));
        place(2, size(4, 1));
        theFirstOfEachLineHasWaitedLong(2);
        assertThat(place(3, size(1, 1))).isEqualTo("waits");
        PlacementPolicy never = new PlacementPolicy(PlacementOrder.PACK, Duration.ZERO, 0);

        try (RedisStores others =
                RedisStores.connect(new RedisSettings(server.host(), server.port(), null, 0), never)) {
            Ledger other = others.ledger();
            other.sweep(LOST_AFTER);
        }

        assertNobodyIsKept();
        assertThat(newEvents()).containsExactly("granted 3.1 ada");
    }

    static void theFirstOfEachLineHasWaitedLong(int... jobs) {
        for (int n : jobs) {
            age(n);
        }
        ledger.sweep(LOST_AFTER);
    }

    private static void age(int n) {
        try (RedisConnection connection =
                RedisConnection.open(new RedisSettings(server.host(), server.port(), null, 0))) {
            String shape = connection.ask(commands -> commands.hget("{dwr}:place:" + job(n), "shape"));
            connection.ask(commands -> commands.zadd("{dwr}:ages", 1, shape));
        }
    }

    private static void assertNobodyIsKept() {
        assertThat(server.command("SCARD", "{dwr}:claims")).isEqualTo(":0");
    }

    private static Requirements wantingLabel(String name, String value) {
        Requirements plain = size(4, 1);
        return new Requirements(
                plain.resources(), plain.gpus(), Set.of(), Set.of(), Map.of(name, value), Map.of(), Set.of());
    }
}
