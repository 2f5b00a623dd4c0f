package io.dwr.scheduler.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.dwr.model.placement.GpuRequirements;
import io.dwr.model.placement.Obstacle;
import io.dwr.model.placement.Requirements;
import io.dwr.model.placement.Resources;
import io.dwr.model.placement.Verdict;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class VerdictViewTest {
    private static final Requirements ASKED =
            Requirements.of(new Resources(4000, 1L << 30), new GpuRequirements(1, "h100", 0));

    @Test
    void neverIsToldApartFromNotNow() {
        assertThat(view(0, Map.of()).kind()).isEqualTo("no_executors");
        assertThat(view(0, Map.of()).possible()).isFalse();
        assertThat(view(2, Map.of(Obstacle.TOO_SMALL, 2)).kind()).isEqualTo("never");
        assertThat(view(2, Map.of(Obstacle.TOO_SMALL, 2)).possible()).isFalse();
        assertThat(view(2, Map.of(Obstacle.TOO_SMALL, 1, Obstacle.LOST, 1)).kind())
                .isEqualTo("not_ready");
        assertThat(view(2, Map.of(Obstacle.TOO_SMALL, 1, Obstacle.LOST, 1)).possible())
                .isTrue();
        assertThat(view(2, Map.of(Obstacle.TOO_SMALL, 1, Obstacle.CPU, 1)).kind())
                .isEqualTo("no_room");
        assertThat(view(2, Map.of(Obstacle.CPU, 1)).kind()).isEqualTo("room");
    }

    @Test
    void amountsAreThoseOfRequests() {
        Verdict verdict = new Verdict(
                2,
                Map.of(Obstacle.GPU_MODEL, 1, Obstacle.CPU, 1),
                new Verdict.Lack("ada", 1500, 512, 0, 1),
                new Verdict.Most(2000, 2048, 0, 40_960),
                List.of("l4"));

        VerdictView view = VerdictView.of(verdict, ASKED);

        assertThat(view.nearest())
                .isEqualTo(new VerdictView.LackView("ada", new BigDecimal("1.5"), new BigDecimal("0.5"), 0, 1));
        assertThat(view.largest())
                .isEqualTo(new VerdictView.MostView(new BigDecimal(2), new BigDecimal(2), 0, new BigDecimal(40)));
        assertThat(view.gpuModels()).containsExactly("l4");
        assertThat(view.counts())
                .hasSize(Obstacle.values().length + 1)
                .containsEntry("executors", 2)
                .containsEntry("gpu_model", 1)
                .containsEntry("label", 0);
    }

    private static VerdictView view(int executors, Map<Obstacle, Integer> counts) {
        return VerdictView.of(new Verdict(executors, counts, null, null, List.of()), ASKED);
    }
}
