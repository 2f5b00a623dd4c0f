package io.dwr.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.dwr.model.executor.ExecutorState;
import io.dwr.model.executor.Gpu;
import io.dwr.model.placement.GpuRequirements;
import io.dwr.model.placement.Placement;
import io.dwr.model.placement.Requirements;
import io.dwr.model.placement.Reservation;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Where a job goes when there is room. */
class FirstFitTest extends RedisTest {
    private static final String RTX = "NVIDIA RTX 5000 Ada Generation";
    private static final String A100 = "NVIDIA A100-SXM4-80GB";

    @Test
    void firstInOrderOfRegistrationWithRoom() {
        join(Machine.machine("zoe", 4, 8), Machine.machine("ada", 4, 8));

        assertThat(place(1, size(3, 1))).isEqualTo("zoe");
        assertThat(place(2, size(3, 1))).isEqualTo("ada");
        assertThat(place(3, size(1, 1))).isEqualTo("zoe");
        assertThat(place(4, size(3, 1))).isEqualTo("waits");
    }

    @Test
    void anExecutorKeepsItsPlaceInTheOrderForEver() {
        Machine zoe = Machine.machine("zoe", 4, 8);
        join(zoe, Machine.machine("ada", 4, 8));
        ledger.setState(zoe.executorId(), ExecutorState.CORDONED);
        assertThat(place(1, size(1, 1))).isEqualTo("ada");

        ledger.setState(zoe.executorId(), ExecutorState.READY);
        join(zoe.sized(8, 16));

        assertThat(place(2, size(1, 1))).isEqualTo("zoe");
    }

    @Test
    void memoryIsCountedToo() {
        join(Machine.machine("ada", 64, 8));

        assertThat(place(1, size(1, 7))).isEqualTo("ada");
        assertThat(place(2, size(1, 2))).isEqualTo("waits");
        assertThat(place(3, size(1, 1))).isEqualTo("ada");
    }

    @Test
    void theMostJobsOfAnExecutorAreAResource() {
        join(Machine.machine("ada", 64, 64).withMostJobs(2));

        assertThat(place(1, size(1, 1))).isEqualTo("ada");
        assertThat(place(2, size(1, 1))).isEqualTo("ada");
        assertThat(place(3, size(1, 1))).isEqualTo("waits");
    }

    @Test
    void neitherCordonedNorDrainingExecutorsAreChosen() {
        join(Machine.machine("ada", 4, 8), Machine.machine("bob", 4, 8), Machine.machine("cid", 4, 8));
        ledger.setState(Machine.machine("ada", 4, 8).executorId(), ExecutorState.CORDONED);
        ledger.drain(Machine.machine("bob", 4, 8).executorId(), LOST_AFTER);

        assertThat(place(1, size(1, 1))).isEqualTo("cid");
    }

    @Test
    void regionAndDatacenterNarrowTheChoice() {
        join(
                Machine.machine("ada", 4, 8).in("north", "n1"),
                Machine.machine("bob", 4, 8).in("south", "s1"),
                Machine.machine("cid", 4, 8).in("south", "s2"));

        assertThat(place(1, wanting(Set.of("south", "west"), Set.of()))).isEqualTo("bob");
        assertThat(place(2, wanting(Set.of(), Set.of("s2")))).isEqualTo("cid");
        assertThat(place(3, wanting(Set.of("north"), Set.of("s2")))).isEqualTo("waits");
    }

    @Test
    void labelsAndExecutorsNarrowTheChoice() {
        join(
                Machine.machine("ada", 4, 8),
                Machine.machine("bob", 4, 8).labelled("disk", "slow"),
                Machine.machine("cid", 4, 8).labelled("disk", "fast"));

        assertThat(place(1, labels(Map.of("disk", "fast"), Map.of()))).isEqualTo("cid");
        assertThat(place(2, labels(Map.of(), Map.of("disk", "slow")))).isEqualTo("ada");
        assertThat(place(3, labels(Map.of("disk", "none"), Map.of()))).isEqualTo("waits");
        assertThat(place(4, excluding("ada", "bob"))).isEqualTo("cid");
    }

    @Test
    void exactGpusInTheOrderOfTheReport() {
        join(Machine.machine("ada", 8, 16).withGpus(RTX, 3, 32_000));

        assertThat(gpusOf(1, gpus(2, "any", 0))).containsExactly("GPU-ada-0", "GPU-ada-1");
        assertThat(gpusOf(2, gpus(1, null, 0))).containsExactly("GPU-ada-2");
        assertThat(place(3, gpus(1, "any", 0))).isEqualTo("waits");
        assertThat(view("ada").freeGpuUuids()).isEmpty();

        finish(1, 1);

        assertThat(newEvents()).containsExactly("granted 3.1 ada");
        assertThat(view("ada").freeGpuUuids()).containsExactly("GPU-ada-1");
    }

    /** Case 71. */
    @Test
    void gpuModelsMatchWithoutRegardToCaseAndOuterBlanks() {
        join(
                Machine.machine("ada", 8, 16).withGpus(A100, 1, 80_000),
                Machine.machine("bob", 8, 16).withGpus(" " + RTX + " ", 1, 32_000));

        assertThat(gpusOf(1, gpus(1, "  nvidia rtx 5000 ADA generation ", 0))).containsExactly("GPU-bob-0");
        assertThat(place(2, gpus(1, "RTX 5000 Ada", 0))).isEqualTo("waits");
    }

    @Test
    void gpusWithTooLittleMemoryArePassedOver() {
        join(Machine.machine("ada", 8, 16)
                .withGpuList(List.of(new Gpu("small", A100, 40_000), new Gpu("big", A100, 80_000))));

        assertThat(gpusOf(1, gpus(1, A100, 50_000))).containsExactly("big");
        assertThat(gpusOf(2, gpus(1, A100, 40_000))).containsExactly("small");
    }

    @Test
    void aJobWithoutGpusTakesNone() {
        join(Machine.machine("ada", 8, 16).withGpus(RTX, 1, 32_000));

        assertThat(gpusOf(1, gpus(0, RTX, 0))).isEmpty();
        assertThat(view("ada").freeGpuUuids()).containsExactly("GPU-ada-0");
    }

    @Test
    void anAvoidedExecutorIsPassedOverWhileAnotherCouldEverHoldTheJob() {
        join(Machine.machine("ada", 4, 8), Machine.machine("bob", 4, 8));
        place(1, size(1, 1));
        ledger.endAttempt(job(1), failed(1, "ada"));

        assertThat(where(reserve(1, 2, size(1, 1), "ada"))).isEqualTo("bob");
    }

    @Test
    void aJobWaitsForABusyExecutorRatherThanGoBackToAnAvoidedOne() {
        join(Machine.machine("ada", 4, 8), Machine.machine("bob", 4, 8));
        place(1, size(1, 1));
        ledger.endAttempt(job(1), failed(1, "ada"));
        place(2, excluding("ada"));
        place(3, Requirements.of(Machine.resources(3, 1), GpuRequirements.NONE));
        place(4, Requirements.of(Machine.resources(3, 1), GpuRequirements.NONE));

        assertThat(where(reserve(1, 2, size(1, 1), "ada"))).isEqualTo("waits");

        finish(3, 1);
        assertThat(newEvents()).isEmpty();
        finish(4, 1);
        assertThat(newEvents()).containsExactly("granted 1.2 bob");
    }

    @Test
    void anAvoidedExecutorIsTakenWhenNoOtherCouldEverHoldTheJob() {
        join(Machine.machine("ada", 4, 8), Machine.machine("tiny", 1, 1));
        place(1, size(2, 2));
        ledger.endAttempt(job(1), failed(1, "ada"));

        assertThat(where(reserve(1, 2, size(2, 2), "ada"))).isEqualTo("ada");
    }

    @Test
    void anExecutorThatRegisteredAnewIsNotAvoided() {
        Machine ada = Machine.machine("ada", 4, 8);
        join(ada, Machine.machine("bob", 4, 8));
        place(1, size(1, 1));
        ledger.endAttempt(job(1), failed(1, "ada"));
        replaceProcess(ada);

        assertThat(where(reserve(1, 2, size(1, 1), "ada"))).isEqualTo("ada");
    }

    @Test
    void anExecutorThatRegistersAnewServesAJobThatWaitedToAvoidIt() {
        Machine ada = Machine.machine("ada", 4, 8);
        join(ada, Machine.machine("bob", 4, 8));
        place(1, size(1, 1));
        place(2, size(1, 1));
        place(3, excluding("ada"));
        place(4, Requirements.of(Machine.resources(3, 1), GpuRequirements.NONE));
        ledger.endAttempt(job(1), failed(1, "ada"));
        assertThat(where(reserve(1, 2, size(4, 1), "ada"))).isEqualTo("waits");
        finish(2, 1);
        assertThat(newEvents()).isEmpty();

        replaceProcess(ada);

        assertThat(newEvents()).containsExactly("granted 1.2 ada");
    }

    @Test
    void whenTheOnlyOtherExecutorLeavesTheAvoidedOneServesTheJob() {
        Machine bob = Machine.machine("bob", 4, 8);
        join(Machine.machine("ada", 4, 8), bob);
        place(1, size(1, 1));
        place(2, excluding("ada"));
        ledger.endAttempt(job(1), failed(1, "ada"));
        assertThat(where(reserve(1, 2, size(4, 1), "ada"))).isEqualTo("waits");

        ledger.setState(bob.executorId(), ExecutorState.CORDONED);

        assertThat(newEvents()).containsExactly("granted 1.2 ada");
    }

    @Test
    void whenTheOnlyOtherExecutorShrinksTheAvoidedOneServesTheJob() {
        Machine bob = Machine.machine("bob", 4, 8);
        join(Machine.machine("ada", 4, 8), bob);
        place(1, size(1, 1));
        place(2, excluding("ada"));
        ledger.endAttempt(job(1), failed(1, "ada"));
        assertThat(where(reserve(1, 2, size(4, 1), "ada"))).isEqualTo("waits");

        join(bob.sized(3, 8));

        assertThat(newEvents()).containsExactly("granted 1.2 ada");
    }

    private static void replaceProcess(Machine machine) {
        // With no patience at all, the process before is out of contact already.
        ledger.report(machine.restarted().report(), Duration.ZERO);
    }

    private static List<String> gpusOf(int n, Requirements requirements) {
        Placement placement = reserve(n, 1, requirements);
        Reservation reservation = placement.reservation();
        if (reservation == null) {
            throw new AssertionError(placement);
        }
        return reservation.gpuUuids();
    }

    private static Requirements wanting(Set<String> regions, Set<String> datacenters) {
        return new Requirements(
                Machine.resources(1, 1), GpuRequirements.NONE, regions, datacenters, Map.of(), Map.of(), Set.of());
    }

    private static Requirements labels(Map<String, String> eligible, Map<String, String> excluded) {
        return new Requirements(
                Machine.resources(1, 1), GpuRequirements.NONE, Set.of(), Set.of(), eligible, excluded, Set.of());
    }

    private static Requirements excluding(String... executors) {
        return new Requirements(
                Machine.resources(1, 1),
                GpuRequirements.NONE,
                Set.of(),
                Set.of(),
                Map.of(),
                Map.of(),
                Set.of(executors));
    }
}
