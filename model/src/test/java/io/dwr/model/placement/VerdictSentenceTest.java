package io.dwr.model.placement;

import static org.assertj.core.api.Assertions.assertThat;

import io.dwr.model.job.Permission;
import io.dwr.model.placement.Verdict.Kind;
import io.dwr.model.placement.Verdict.Lack;
import io.dwr.model.placement.Verdict.Most;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class VerdictSentenceTest {
    private static final Requirements SMALL = asked(500, 512, GpuRequirements.NONE);

    @Test
    void nobodyIsThere() {
        Verdict verdict = new Verdict(0, Map.of(), null, null, List.of());

        assertThat(verdict.kind()).isEqualTo(Kind.NO_EXECUTORS);
        assertThat(verdict.sentence(SMALL)).isEqualTo("no executor has registered yet: start one");
    }

    @Test
    void whatTheNearestLacks() {
        Verdict verdict = new Verdict(
                3, Map.of(Obstacle.CPU, 2, Obstacle.REGION, 1), new Lack("ada", 1500, 2048, 1, 0), null, List.of());

        assertThat(verdict.kind()).isEqualTo(Kind.NO_ROOM);
        assertThat(verdict.sentence(SMALL))
                .isEqualTo(
                        "no room now: executor ada comes nearest and lacks 1.5 cores, 2 GiB and 1 GPU; the job starts"
                                + " when enough has ended (of 3 executors, 1 in another region, 2 short of free CPU)");
    }

    @Test
    void whoWaitsNoMoreIsPromisedNothing() {
        Verdict full = new Verdict(1, Map.of(Obstacle.CPU, 1), new Lack("ada", 1500, 0, 0, 0), null, List.of());
        Verdict room = new Verdict(1, Map.of(), null, null, List.of());
        Verdict nobody = new Verdict(0, Map.of(), null, null, List.of());

        assertThat(full.obstacle(SMALL))
                .isEqualTo("no room now: executor ada comes nearest and lacks 1.5 cores (of 1 executor, 1 short of free"
                        + " CPU)");
        assertThat(nobody.obstacle(SMALL)).isEqualTo(nobody.sentence(SMALL));
        assertThat(room.obstacle(SMALL)).isNull();
    }

    @Test
    void roomThatIsKeptForOthers() {
        assertThat(sentence(Map.of(Obstacle.KEPT, 1), null, SMALL))
                .startsWith("no room now: what is free is kept for jobs that have waited longer (of 1 executor, ");
    }

    @Test
    void onlyExecutorsOutOfServiceCouldHoldIt() {
        Verdict verdict =
                new Verdict(2, Map.of(Obstacle.LOST, 1, Obstacle.TOO_SMALL, 1), null, new Most(1, 1, 0, 0), List.of());

        assertThat(verdict.kind()).isEqualTo(Kind.NOT_READY);
        assertThat(verdict.sentence(SMALL))
                .contains("out of service")
                .contains("uncordon")
                .endsWith("1 lost)");
    }

    @Test
    void roomIsThereWhereNothingStandsInTheWay() {
        Verdict verdict = new Verdict(2, Map.of(Obstacle.CPU, 1), new Lack("ada", 1, 0, 0, 0), null, List.of());

        assertThat(verdict.kind()).isEqualTo(Kind.ROOM);
        assertThat(verdict.sentence(SMALL)).isEqualTo("there is room: the job is about to be placed");
    }

    @Test
    void whatNoOperatorAllows() {
        Requirements asked = SMALL.withEligibleLabels(
                Permission.labels(Set.of(new Permission("privileged"), new Permission("cap=SYS_PTRACE"))));

        assertThat(sentence(Map.of(Obstacle.LABEL, 1), null, asked))
                .contains("(cap.SYS_PTRACE and privileged must be allowed by an executor's EXECUTOR_ALLOW)");
        assertThat(sentence(Map.of(Obstacle.LABEL, 1), null, SMALL)).doesNotContain("EXECUTOR_ALLOW");
    }

    @Test
    void tooLargeForAny() {
        Map<Obstacle, Integer> counts = Map.of(Obstacle.TOO_SMALL, 1);
        Most largest = new Most(16_000, 65_535, 0, 0);

        assertThat(sentence(counts, largest, asked(32_000, 65_536, GpuRequirements.NONE)))
                .isEqualTo("never, as the fleet is: the largest executor has 16 cores and 63.99 GiB, asked for are 32"
                        + " cores and 64 GiB; ask for less, or add a larger one (of 1 executor, 1 too small even when"
                        + " empty)");
        assertThat(sentence(counts, largest, asked(32_000, 1, GpuRequirements.NONE)))
                .contains("has 16 cores, asked for is 32 cores;");
        assertThat(sentence(counts, largest, asked(16_000, 65_000, GpuRequirements.NONE)))
                .contains("no executor has all that is asked for at once");
    }

    @Test
    void gpusThatNobodyHas() {
        GpuRequirements two = new GpuRequirements(2, "H100", 80 * 1024);
        Map<Obstacle, Integer> model = Map.of(Obstacle.GPU_MODEL, 1);

        assertThat(sentence(model, new Most(1, 1, 1, 1), asked(1, 1, two)))
                .contains("no executor has more than 1 GPU of model \"h100\", asked for are 2;");
        assertThat(sentence(model, new Most(1, 1, 0, 0), asked(1, 1, two)))
                .contains("no executor that it may use has a GPU of model \"h100\"; the fleet has a100, t4 (of");
        assertThat(sentence(Map.of(Obstacle.GPU_MEMORY, 1), new Most(1, 1, 2, 40_960), asked(1, 1, two)))
                .contains("no executor has enough GPUs with 80 GiB of memory each, the largest has 40 GiB;");
        assertThat(new Verdict(1, model, null, null, List.of()).sentence(asked(1, 1, new GpuRequirements(1, "any", 0))))
                .contains("has a GPU; add an executor with GPUs");
    }

    @Test
    void wrongPlaces() {
        assertThat(sentence(Map.of(Obstacle.REGION, 1), null, SMALL)).contains("in an eligible region; ask");
        assertThat(sentence(Map.of(Obstacle.DATACENTER, 1), null, SMALL)).contains("in an eligible datacenter; ask");
        assertThat(sentence(Map.of(Obstacle.LABEL, 1), null, SMALL)).contains("has the labels that are wanted");
        assertThat(sentence(Map.of(Obstacle.EXCLUDED, 1), null, SMALL)).contains("is excluded; exclude fewer");
        assertThat(new Verdict(1, Map.of(Obstacle.REGION, 1), null, null, List.of()).kind())
                .isEqualTo(Kind.NEVER);
    }

    private static String sentence(Map<Obstacle, Integer> counts, @Nullable Most largest, Requirements asked) {
        return new Verdict(1, counts, null, largest, List.of("a100", "t4")).sentence(asked);
    }

    private static Requirements asked(long milliCpus, long mib, GpuRequirements gpus) {
        return Requirements.of(new Resources(milliCpus, mib << 20), gpus);
    }
}
