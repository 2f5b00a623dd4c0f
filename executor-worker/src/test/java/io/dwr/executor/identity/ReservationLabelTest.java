package io.dwr.executor.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.dwr.model.executor.HeldAttempt;
import io.dwr.model.executor.HeldResources;
import io.dwr.model.job.JobId;
import io.dwr.model.placement.Resources;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReservationLabelTest {
    private static final HeldAttempt ATTEMPT = new HeldAttempt(new JobId("01890000-0000-7000-8000-000000000001"), 1);
    private static final Resources SOME = new Resources(1500, (1L << 30) + 1);

    @Test
    void whatIsWrittenIsRead() {
        for (List<String> gpus : List.of(List.<String>of(), List.of("GPU-1"), List.of("GPU-1", "MIG-2"))) {
            assertThat(ReservationLabel.read(ATTEMPT, ReservationLabel.of(SOME, gpus)))
                    .contains(new HeldResources(ATTEMPT, SOME, gpus));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "500", "500 1", "-1 1 ", "x 1 ", "500 1 GPU-1 GPU-2", "9999999999999 1 "})
    void anOddLabelTellsNothing(String text) {
        assertThat(ReservationLabel.read(ATTEMPT, Map.of("dwr.reservation", text)))
                .isEmpty();
    }

    @Test
    void aContainerWithoutTheLabelTellsNothing() {
        assertThat(ReservationLabel.read(ATTEMPT, Map.of())).isEmpty();
    }
}
