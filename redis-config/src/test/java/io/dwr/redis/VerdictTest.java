package io.dwr.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.dwr.model.executor.ExecutorState;
import io.dwr.model.placement.GpuRequirements;
import io.dwr.model.placement.Requirements;
import io.dwr.model.placement.Verdict;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Why a job is not placed: each executor counted once, by the first cause. */
class VerdictTest extends RedisTest {
    @Test
    void nobodyHasRegistered() {
        assertThat(ledger.explain(size(1, 1), Set.of()).sentence()).isEqualTo("no executor has registered yet");
    }

    @Test
    void eachExecutorIsCountedByTheFirstThingThatStandsInTheWay() {
        join(
                wanted("cordoned", 8, 8),
                wanted("abroad", 8, 8).in("south", "n1"),
                wanted("elsewhere", 8, 8).in("north", "n2"),
                wanted("unlabelled", 8, 8).labelled("disk", "slow"),
                wanted("excluded", 8, 8),
                wanted("avoided", 8, 8),
                wanted("few-gpus", 8, 8).withGpuList(List.of()).withGpus("A100", 1, 80_000),
                wanted("small-gpus", 8, 8).withGpuList(List.of()).withGpus("A100", 2, 40_000),
                wanted("tiny", 1, 8),
                wanted("busy-cpu", 8, 8),
                wanted("busy-memory", 8, 8),
                wanted("busy-gpus", 8, 8),
                wanted("busy-jobs", 8, 8).withMostJobs(1));
        ledger.setState(wanted("cordoned", 8, 8).executorId(), ExecutorState.CORDONED);
        fill(1, "busy-cpu", 7, 1, 0);
        fill(2, "busy-memory", 1, 7, 0);
        fill(3, "busy-gpus", 1, 1, 1);
        fill(4, "busy-jobs", 1, 1, 0);

        Verdict verdict = ledger.explain(request(), Set.of("avoided"));

        assertThat(verdict).isEqualTo(new Verdict(13, 1, 1, 1, 1, 2, 1, 1, 1, 1, 1, 1, 1));
        assertThat(verdict.possible()).isTrue();
    }

    @Test
    void anExecutorThatIsAvoidedInVainIsJudgedLikeAnyOther() {
        join(Machine.machine("ada", 4, 8), Machine.machine("tiny", 1, 1));
        place(1, size(4, 1));

        assertThat(ledger.explain(size(2, 2), Set.of("ada", "unknown")))
                .isEqualTo(new Verdict(2, 0, 0, 0, 0, 0, 0, 0, 1, 1, 0, 0, 0));
    }

    @Test
    void noExecutorCanEverHoldTheJob() {
        join(Machine.machine("ada", 4, 8));

        Verdict verdict = ledger.explain(size(5, 1), Set.of());

        assertThat(verdict.possible()).isFalse();
        assertThat(verdict.sentence())
                .isEqualTo("no executor can ever hold this job as the fleet is: of 1 executor, 1 too small even when"
                        + " empty");
    }

    @Test
    void whatFitsHasNoCause() {
        join(Machine.machine("ada", 4, 8));

        assertThat(ledger.explain(size(1, 1), Set.of())).isEqualTo(new Verdict(1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0));
    }

    private static Machine wanted(String id, int cores, int gib) {
        return Machine.machine(id, cores, gib)
                .in("north", "n1")
                .labelled("disk", "fast")
                .withGpus("A100", 2, 80_000);
    }

    private static Requirements request() {
        return new Requirements(
                Machine.resources(2, 2),
                new GpuRequirements(2, "a100", 50_000),
                Set.of("north"),
                Set.of("n1"),
                Map.of("disk", "fast"),
                Map.of("disk", "broken"),
                Set.of("excluded"));
    }

    /** A job that only this executor may take. */
    private static void fill(int n, String only, int cores, int gib, int gpus) {
        Set<String> others = new TreeSet<>();
        ledger.executors().forEach(view -> others.add(view.id().value()));
        others.remove(only);
        assertThat(place(
                        n,
                        new Requirements(
                                Machine.resources(cores, gib),
                                new GpuRequirements(gpus, "any", 0),
                                Set.of(),
                                Set.of(),
                                Map.of(),
                                Map.of(),
                                others)))
                .isEqualTo(only);
    }
}
