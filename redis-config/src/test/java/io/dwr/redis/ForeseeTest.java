package io.dwr.redis;

import static io.dwr.redis.Machine.machine;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dwr.model.placement.Foresight;
import io.dwr.model.placement.Obstacle;
import io.dwr.model.placement.Requirements;
import io.dwr.model.placement.Reservation;
import io.dwr.redis.job.QueueFullException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What would come of a job, without any trace of the question. */
class ForeseeTest extends QueueTest {
    @Test
    void theExecutorAndTheGpusThatItWouldBeGiven() {
        join(machine("ada", 4, 8), machine("bob", 4, 8).withGpus("L4", 2, 24_000));
        place(1, gpus(1, "L4", 0));
        String before = trace();

        Foresight foresight = foresee(9, gpus(1, "l4", 0));

        assertThat(foresight.placed()).isEqualTo(new Reservation("bob", "10.0.0.1", List.of("GPU-bob-1")));
        assertThat(foresight.verdict()).isNull();
        assertThat(trace()).isEqualTo(before);
        assertThat(where(reserve(9, 1, gpus(1, "l4", 0)))).isEqualTo("bob");
    }

    @Test
    void whyAndWhereItWouldWait() {
        join(machine("ada", 4, 8));
        place(1, size(3, 1));
        place(2, size(2, 1));
        place(4, size(4, 1));
        String before = trace();

        Foresight foresight = foresee(3, size(2, 1));

        assertThat(foresight.placed()).isNull();
        assertThat(foresight.verdict()).isNotNull();
        assertThat(foresight.verdict().counts()).isEqualTo(Map.of(Obstacle.CPU, 1));
        assertThat(foresight.position()).isEqualTo(2);
        assertThat(ledger.foresee(job(3), rank(3, 100), "default", size(2, 1)).position())
                .isEqualTo(1);
        assertThat(trace()).isEqualTo(before);
        assertThat(ledger.position(job(3))).isEmpty();
    }

    @Test
    void aQuotaKeepsItWaitingThoughThereIsRoom() {
        join(machine("ada", 4, 8));
        quota("ml", cores(1));

        assertThat(ledger.foresee(job(1), rank(1), "ml", size(2, 1)).placed()).isNull();
        assertThat(ledger.foresee(job(1), rank(1), "other", size(2, 1)).placed())
                .isNotNull();
    }

    @Test
    void aFullQueueRefusesIt() {
        quota("ml", pending(0));

        assertThatThrownBy(() -> ledger.foresee(job(1), rank(1), "ml", size(1, 1)))
                .isInstanceOf(QueueFullException.class);
    }

    private static Foresight foresee(int n, Requirements requirements) {
        return ledger.foresee(job(n), rank(n), "default", requirements);
    }

    private static String trace() {
        return server.command("DEBUG", "DIGEST");
    }
}
