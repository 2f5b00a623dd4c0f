package io.dwr.redis;

import static io.dwr.redis.Machine.machine;
import static org.assertj.core.api.Assertions.assertThat;

import io.dwr.model.executor.ExecutorId;
import io.dwr.model.executor.ExecutorState;
import io.dwr.model.placement.GpuRequirements;
import io.dwr.model.placement.Obstacle;
import io.dwr.model.placement.Requirements;
import io.dwr.model.placement.Resources;
import io.dwr.model.placement.Verdict;
import io.dwr.model.placement.Verdict.Kind;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Why a job is not placed: each executor counted once, by the first cause. */
class VerdictTest extends RedisTest {
    private static final int ASKING = 99;

    @Test
    void nobodyHasRegistered() {
        assertThat(explain(size(1, 1)).kind()).isEqualTo(Kind.NO_EXECUTORS);
        assertThat(explain(size(1, 1)).counts()).isEmpty();
    }

    @Test
    void eachExecutorIsCountedByTheFirstThingThatStandsInTheWay() {
        join(
                wanted("abroad").in("south", "n1"),
                wanted("elsewhere").in("north", "n2"),
                wanted("unlabelled").labelled("disk", "slow"),
                wanted("excluded"),
                wanted("avoided"),
                wanted("few-gpus").withGpuList(List.of()).withGpus("A100", 1, 80_000),
                wanted("small-gpus").withGpuList(List.of()).withGpus("A100", 2, 40_000),
                wanted("tiny").sized(1, 8),
                wanted("cordoned"),
                wanted("draining"),
                wanted("busy-cpu"),
                wanted("busy-memory"),
                wanted("busy-gpus"),
                wanted("busy-jobs").withMostJobs(1));
        cordon("cordoned");
        ledger.drain(new ExecutorId("draining"), Duration.ofHours(1));
        fill(1, "busy-cpu", 7, 1, 0);
        fill(2, "busy-memory", 1, 7, 0);
        fill(3, "busy-gpus", 1, 1, 1);
        fill(4, "busy-jobs", 1, 1, 0);

        Verdict verdict = explain(request(), "avoided");

        assertThat(verdict.executors()).isEqualTo(14);
        assertThat(verdict.counts()).isEqualTo(onceEach());
        assertThat(verdict.kind()).isEqualTo(Kind.NO_ROOM);
    }

    @Test
    void theStateCountsOnlyOfOneThatCouldHoldTheJob() {
        join(machine("ada", 4, 8), machine("bob", 1, 8), machine("cas", 4, 8).in("south", ""));
        cordon("ada", "bob", "cas");

        Verdict verdict = explain(in("default", size(2, 2)));

        assertThat(verdict.counts()).isEqualTo(Map.of(Obstacle.CORDONED, 1, Obstacle.TOO_SMALL, 1, Obstacle.REGION, 1));
        assertThat(verdict.kind()).isEqualTo(Kind.NOT_READY);
        assertThat(verdict.largest()).isEqualTo(new Verdict.Most(1000, 8192, 0, 0));
    }

    @Test
    void aLostExecutorIsToldApartFromACordonedOne() {
        join(machine("ada", 4, 8), machine("bob", 4, 8));
        lose("ada");

        Verdict verdict = explain(size(4, 8));
        assertThat(verdict.counts()).isEqualTo(Map.of(Obstacle.LOST, 1));
        assertThat(verdict.kind()).as("bob has room").isEqualTo(Kind.ROOM);

        cordon("bob");
        assertThat(explain(size(4, 8)).counts()).isEqualTo(Map.of(Obstacle.LOST, 1, Obstacle.CORDONED, 1));
        assertThat(explain(size(5, 8)).kind()).isEqualTo(Kind.NEVER);
    }

    @Test
    void theNearestLacksTheLeastPartOfWhatIsAsked() {
        join(
                machine("ada", 8, 8).withGpus("L4", 1, 24_000),
                machine("bob", 8, 16).withGpus("L4", 1, 24_000),
                machine("cas", 8, 16).withGpus("L4", 2, 24_000));
        fill(1, "ada", 6, 6, 1);
        fill(2, "bob", 5, 9, 0);
        fill(3, "cas", 5, 9, 2);

        Verdict verdict = explain(Requirements.of(Machine.resources(4, 8), new GpuRequirements(1, "l4", 0)));

        assertThat(verdict.nearest()).isEqualTo(new Verdict.Lack("bob", 1000, 1024, 0, 0));
        assertThat(verdict.counts()).isEqualTo(Map.of(Obstacle.CPU, 3));
        assertThat(verdict.largest()).isNull();
    }

    @Test
    void missingGpusAndPlacesForJobsAreCountedToo() {
        join(machine("ada", 8, 8).withGpus("L4", 2, 24_000).withMostJobs(1));
        fill(1, "ada", 1, 1, 1);

        Verdict verdict = explain(gpus(2, "L4", 0));

        assertThat(verdict.nearest()).isEqualTo(new Verdict.Lack("ada", 0, 0, 1, 1));
        assertThat(verdict.counts()).isEqualTo(Map.of(Obstacle.GPUS, 1));
    }

    @Test
    void whatIsTooSmallTellsTheMostOfEachAmount() {
        join(
                machine("ada", 16, 8),
                machine("bob", 4, 64).withGpus("A100", 2, 40_000).withGpus("T4", 8, 16_000),
                machine("cas", 64, 256).in("south", ""));

        Verdict verdict =
                explain(in("default", Requirements.of(Machine.resources(32, 128), new GpuRequirements(4, "a100", 0))));

        assertThat(verdict.kind()).isEqualTo(Kind.NEVER);
        assertThat(verdict.counts()).isEqualTo(Map.of(Obstacle.GPU_MODEL, 2, Obstacle.REGION, 1));
        assertThat(verdict.largest()).isEqualTo(new Verdict.Most(16_000, 64 * 1024, 2, 40_000));
        assertThat(verdict.gpuModels()).containsExactly("a100", "t4");
        assertThat(verdict.nearest()).isNull();
    }

    /** Case 73: a slice is a GPU of its own, and of a model of its own. */
    @Test
    void aMigSliceIsAskedForByItsModelAndCountsAsAnyGpu() {
        join(machine("ada", 8, 8).withGpus("NVIDIA A100-SXM4-40GB MIG 1g.5gb", 2, 4768));

        assertThat(explain(gpus(1, "NVIDIA A100-SXM4-40GB", 0)).counts()).isEqualTo(Map.of(Obstacle.GPU_MODEL, 1));
        assertThat(explain(gpus(1, "any", 4769)).counts()).isEqualTo(Map.of(Obstacle.GPU_MEMORY, 1));
        assertThat(explain(gpus(1, "any", 4769)).largest()).isEqualTo(new Verdict.Most(8000, 8192, 2, 4768));
        assertThat(place(1, gpus(1, "nvidia a100-sxm4-40gb mig 1g.5gb", 4768))).isEqualTo("ada");
        assertThat(explain(gpus(2, "any", 0)).nearest()).isEqualTo(new Verdict.Lack("ada", 0, 0, 1, 0));
        assertThat(place(2, gpus(1, "any", 0))).isEqualTo("ada");
        assertThat(place(3, gpus(1, "any", 0))).isEqualTo("waits");
    }

    @Test
    void anExecutorThatIsAvoidedInVainIsJudgedLikeAnyOther() {
        join(machine("ada", 4, 8), machine("tiny", 1, 1));
        place(1, size(4, 1));

        assertThat(explain(size(2, 2), "ada", "unknown").counts())
                .isEqualTo(Map.of(Obstacle.CPU, 1, Obstacle.TOO_SMALL, 1));
    }

    @Test
    void anExecutorThatRegisteredAnewIsNotAvoidedAnyMore() {
        join(machine("ada", 4, 8), machine("bob", 4, 8));
        place(1, size(1, 1));
        ledger.endAttempt(job(1), failed(1, "ada"));
        Set<String> ada = Set.of("ada");
        assertThat(ledger.explain(job(1), size(1, 1), ada).counts()).isEqualTo(Map.of(Obstacle.AVOIDED, 1));

        assertThat(ledger.report(machine("ada", 4, 8).restarted().report(), Duration.ZERO)
                        .refusal())
                .isNull();

        assertThat(ledger.explain(job(1), size(1, 1), ada).counts()).isEmpty();
    }

    @Test
    void roomThatIsKeptForAnotherJobIsNotShortage() {
        join(machine("ada", 8, 8));
        place(1, size(4, 4));
        place(2, size(6, 6));
        server.command("ZADD", "{dwr}:ages", "1", "1");
        ledger.sweep(LOST_AFTER);

        assertThat(explain(size(1, 1)).counts()).isEqualTo(Map.of(Obstacle.KEPT, 1));
        assertThat(explain(size(1, 1)).kind()).isEqualTo(Kind.NO_ROOM);
        assertThat(explain(size(6, 6)).nearest()).isEqualTo(new Verdict.Lack("ada", 2000, 2048, 0, 0));
    }

    @Test
    void whatFitsHasNoCause() {
        join(machine("ada", 4, 8));

        assertThat(explain(size(1, 1)).counts()).isEmpty();
        assertThat(explain(size(1, 1)).kind()).isEqualTo(Kind.ROOM);
    }

    @Test
    void aRareLabelAndACommonOneAreBothLookedAt() {
        join(IntStream.range(0, 70)
                .mapToObj(i -> machine("common-" + i, 4, 8).labelled("disk", "fast"))
                .toArray(Machine[]::new));
        join(machine("rare", 4, 8).labelled("host", "rare"));

        assertThat(explain(labelled(Map.of("host", "rare"), Map.of())).counts()).isEqualTo(Map.of(Obstacle.LABEL, 70));
        assertThat(explain(labelled(Map.of("disk", "fast"), Map.of())).counts()).isEqualTo(Map.of(Obstacle.LABEL, 1));
        assertThat(explain(labelled(Map.of(), Map.of("disk", "fast", "host", "rare")))
                        .counts())
                .isEqualTo(Map.of(Obstacle.LABEL, 71));
    }

    /** Many more than one call looks at, in several classes, some of which are gone. */
    @Test
    void aLargeFleetIsLookedAtInParts() {
        for (int i = 0; i < 1500; i++) {
            join(machine("e" + i, i == 1400 ? 3 : 4, 8).in("r" + i % 3, ""));
        }
        join(machine("e0", 4, 8).in("r9", ""));
        join(machine("e0", 4, 8).in("r0", ""));
        fill(1, "e1399", 3, 1, 0);

        Verdict verdict = explain(size(4, 8));
        assertThat(verdict.executors()).isEqualTo(1500);
        assertThat(verdict.counts()).isEqualTo(Map.of(Obstacle.TOO_SMALL, 1, Obstacle.CPU, 1));
        assertThat(verdict.nearest()).isEqualTo(new Verdict.Lack("e1399", 3000, 1024, 0, 0));

        assertThat(explain(in("r2", size(4, 8)), "e2").counts())
                .isEqualTo(Map.of(Obstacle.REGION, 1000, Obstacle.TOO_SMALL, 1, Obstacle.AVOIDED, 1));
    }

    /** Case: tenths have no exact binary form, and thousandths of a core have. */
    @Test
    void tenthsOfACoreAreExactlyFreeAgain() {
        join(machine("ada", 1, 8));
        Requirements tenth = Requirements.of(new Resources(100, 64L << 20), GpuRequirements.NONE);
        Requirements hundredth = Requirements.of(new Resources(10, 64L << 20), GpuRequirements.NONE);
        for (int n = 1; n <= 9; n++) {
            assertThat(place(n, tenth)).isEqualTo("ada");
        }
        assertThat(place(10, Requirements.of(new Resources(101, 64L << 20), GpuRequirements.NONE)))
                .isEqualTo("waits");
        assertThat(place(11, hundredth)).isEqualTo("ada");
        assertThat(view("ada").free().milliCpus()).isEqualTo(90);

        for (int n = 1; n <= 9; n++) {
            ledger.release(job(n), 1);
        }
        ledger.withdraw(job(10), 1);
        ledger.release(job(10), 1);
        ledger.release(job(11), 1);
        assertThat(view("ada").free().milliCpus()).isEqualTo(1000);
        assertThat(place(12, size(1, 1))).isEqualTo("ada");
    }

    private static Verdict explain(Requirements requirements, String... avoided) {
        return ledger.explain(job(ASKING), requirements, Set.of(avoided));
    }

    private static Map<Obstacle, Integer> onceEach() {
        Map<Obstacle, Integer> counts = new EnumMap<>(Obstacle.class);
        for (Obstacle obstacle : Obstacle.values()) {
            counts.put(obstacle, 1);
        }
        Set.of(Obstacle.LOST, Obstacle.SET_ASIDE, Obstacle.KEPT).forEach(counts::remove);
        return counts;
    }

    private static void cordon(String... ids) {
        for (String id : ids) {
            ledger.setState(new ExecutorId(id), ExecutorState.CORDONED);
        }
    }

    private static void lose(String id) {
        server.command("HSET", "{dwr}:contact", "epoch", "1");
        server.command("ZADD", "{dwr}:contacts", "1", id);
        ledger.sweep(LOST_AFTER);
    }

    private static Machine wanted(String id) {
        return machine(id, 8, 8).in("north", "n1").labelled("disk", "fast").withGpus("A100", 2, 80_000);
    }

    private static Requirements in(String region, Requirements asked) {
        return new Requirements(
                asked.resources(), asked.gpus(), Set.of(region), Set.of(), Map.of(), Map.of(), Set.of());
    }

    private static Requirements labelled(Map<String, String> wanted, Map<String, String> unwanted) {
        return new Requirements(
                Machine.resources(1, 1), GpuRequirements.NONE, Set.of(), Set.of(), wanted, unwanted, Set.of());
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
