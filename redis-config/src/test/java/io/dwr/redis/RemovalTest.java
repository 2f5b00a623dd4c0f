package io.dwr.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dwr.model.executor.ExecutorId;
import io.dwr.model.executor.ExecutorState;
import io.dwr.model.job.StatusReason;
import io.dwr.redis.ledger.Ledger.Removal;
import io.dwr.redis.ledger.LedgerUnavailableException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** An executor that is gone is forgotten, down to its last key. */
class RemovalTest extends RedisTest {
    private static final Machine ADA = Machine.machine("ada", 4, 8)
            .in("north", "n1")
            .labelled("disk", "fast")
            .withGpus("A100", 2, 80_000);
    private static final Machine BOB = Machine.machine("bob", 2, 8);

    @Test
    void anExecutorThatIsGoneLeavesNothing() {
        join(BOB);
        String keys = keys();
        join(ADA);
        lose(ADA);
        ledger.sweep(LOST_AFTER);
        assertThat(view("ada").state()).isEqualTo(ExecutorState.GONE);

        assertThat(remove(ADA)).isEqualTo(Removal.REMOVED);

        assertThat(ledger.executors()).extracting(view -> view.id().value()).containsExactly("bob");
        assertThat(keys()).isEqualTo(keys);
        assertThat(place(1, gpus(1, "A100", 0))).isEqualTo("waits");
        assertThat(place(2, size(2, 1))).isEqualTo("bob");
        assertThat(ledger.explain(job(9), size(1, 1), Set.of()).executors()).isEqualTo(1);
    }

    @Test
    void itNeedNotBeMarkedLostBefore() {
        join(ADA);
        lose(ADA);

        assertThat(remove(ADA)).isEqualTo(Removal.REMOVED);
    }

    @Test
    void anExecutorInContactStaysEvenIfItIsDrained() {
        join(ADA);
        assertThat(remove(ADA)).isEqualTo(Removal.IN_CONTACT);
        ledger.drain(ADA.executorId(), Duration.ZERO);

        assertThat(remove(ADA)).isEqualTo(Removal.IN_CONTACT);
        assertThat(view("ada").state()).isEqualTo(ExecutorState.DRAINING);
        lose(ADA);
        assertThat(remove(ADA)).isEqualTo(Removal.REMOVED);
        assertThat(server.command("EXISTS", "{dwr}:drains")).isEqualTo(":0");
    }

    @Test
    void anExecutorOutOfContactThatHoldsAJobStays() {
        join(ADA);
        place(1, size(1, 1));
        ledger.begin(job(1), 1, ADA.executorId());
        lose(ADA);
        ledger.sweep(LOST_AFTER);
        assertThat(view("ada").state()).isEqualTo(ExecutorState.LOST);

        assertThat(remove(ADA)).isEqualTo(Removal.HOLDING);

        assertThat(ledger.supersede(job(1), failed(1, "ada"), LOST_AFTER, LOST_AFTER)
                        .gone())
                .isTrue();
        assertThat(remove(ADA)).isEqualTo(Removal.REMOVED);
    }

    @Test
    void oneThatReportsAgainRegistersAnewAtTheEndOfTheOrder() {
        join(ADA, BOB);
        ledger.setState(ADA.executorId(), ExecutorState.CORDONED);
        lose(ADA);
        remove(ADA);
        assertThat(ledger.heartbeat(ADA.executorId(), ADA.process(), List.of()).known())
                .isFalse();

        join(ADA);

        assertThat(ledger.executors()).extracting(view -> view.id().value()).containsExactly("bob", "ada");
        assertThat(view("ada").state()).isEqualTo(ExecutorState.READY);
        assertThat(place(1, size(1, 1))).isEqualTo("bob");
    }

    @Test
    void itsFaultsAndItsEngineAreForgottenWithIt() {
        join(ADA);
        ledger.sweep(LOST_AFTER);
        for (int n = 1; n <= 3; n++) {
            place(n, size(1, 1));
            ledger.endAttempt(job(n), ended(1, "ada", StatusReason.ENGINE_UNAVAILABLE, null));
        }
        lose(ADA);
        remove(ADA);

        join(ADA.on("another-engine", 4, 8));

        assertThat(view("ada").state()).isEqualTo(ExecutorState.READY);
        assertThat(server.command("EXISTS", "{dwr}:set_aside")).isEqualTo(":0");
        assertThat(server.command("EXISTS", "{dwr}:engine:engine-of-ada")).isEqualTo(":0");
    }

    @Test
    void aWaitingJobThatAvoidsItGoesOn() {
        join(ADA, BOB);
        place(9, size(2, 8));
        ledger.endAttempt(job(9), failed(1, "ada"));
        place(1, size(2, 1));
        assertThat(where(reserve(9, 2, size(2, 8), "ada"))).isEqualTo("bob");
        assertThat(where(reserve(8, 2, size(2, 8), "ada"))).isEqualTo("waits");
        finish(1, 1);
        lose(ADA);
        remove(ADA);
        newEvents();

        finish(9, 2);

        assertThat(newEvents()).containsExactly("granted 8.2 bob");
    }

    @Test
    void nothingIsRemovedWhileTheLedgerIsClosed() {
        join(ADA);
        lose(ADA);
        server.command("HSET", "{dwr}:ledger", "server", "another");

        assertThatThrownBy(() -> remove(ADA)).isInstanceOf(LedgerUnavailableException.class);
        assertThat(ledger.executors()).hasSize(1);
    }

    @Test
    void anUnknownExecutorIsSaidToBe() {
        assertThat(ledger.remove(new ExecutorId("nobody"), LOST_AFTER)).isEqualTo(Removal.UNKNOWN);
    }

    private static Removal remove(Machine machine) {
        return ledger.remove(machine.executorId(), LOST_AFTER);
    }

    private static void lose(Machine machine) {
        silent(machine.id(), LOST_AFTER.multipliedBy(2));
    }

    /** All keys but what a sweep alone writes. */
    private static String keys() {
        return server.command(
                        "EVAL",
                        "\"local k = redis.call('KEYS', '*') table.sort(k) return {ok = table.concat(k, ' ')}\"",
                        "0")
                .replace("{dwr}:settings ", "");
    }
}
