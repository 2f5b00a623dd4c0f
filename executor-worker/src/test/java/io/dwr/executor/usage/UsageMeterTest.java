package io.dwr.executor.usage;

import static org.assertj.core.api.Assertions.assertThat;

import io.dwr.executor.engine.ContainerSample;
import io.dwr.executor.inventory.GpuReading;
import io.dwr.model.job.GpuUsage;
import io.dwr.model.job.Usage;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class UsageMeterTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration IDLE_AFTER = Duration.ofSeconds(60);

    private final UsageMeter meter = new UsageMeter(START, List.of("GPU-1"), IDLE_AFTER);

    private static ContainerSample sample(double cpuSeconds, long memory) {
        return new ContainerSample((long) (cpuSeconds * 1e9), memory, 10, 20, 30, 40);
    }

    private static Map<String, GpuReading> gpu(long memory, @Nullable Double share) {
        return Map.of("GPU-1", new GpuReading(memory, share));
    }

    private Instant after(int seconds) {
        return START.plusSeconds(seconds);
    }

    @Test
    void nothingIsKnownBeforeTheFirstSample() {
        assertThat(meter.usage()).isNull();
        assertThat(meter.series().points()).isEmpty();
    }

    @Test
    void peaksAndAveragesComeOfAllSamples() {
        meter.add(after(2), sample(1, 500), gpu(100, 0.5));
        meter.add(after(12), sample(21, 900), gpu(300, 1.0));
        meter.add(after(22), sample(22, 600), gpu(200, 0.0));

        assertThat(meter.usage())
                .isEqualTo(new Usage(
                        after(22),
                        22,
                        0.1,
                        1,
                        2,
                        600,
                        900,
                        10,
                        20,
                        30,
                        40,
                        List.of(new GpuUsage("GPU-1", 200, 300, 0.0, 0.5, 1.0, null))));
        assertThat(meter.series().points()).hasSize(3);
        assertThat(meter.series().points().get(1).cpuCores()).isEqualTo(2);
        assertThat(meter.series().points().get(1).gpuMemoryBytes()).isEqualTo(300);
        assertThat(meter.series().points().get(1).gpuUtilization()).isEqualTo(1.0);
    }

    @Test
    void aClockThatGoesBackCostsASampleAndNoMore() {
        meter.add(after(10), sample(5, 500), Map.of());
        meter.add(after(9), sample(6, 900), Map.of());
        meter.add(after(20), sample(10, 100), Map.of());

        assertThat(meter.usage().cpuCores()).isEqualTo(0.5);
        assertThat(meter.series().points()).hasSize(2);
    }

    @Test
    void aGpuIsIdleOnceItHasDoneNothingForLong() {
        meter.add(after(10), sample(0, 1), gpu(5, 0.2));
        meter.add(after(20), sample(0, 1), gpu(5, 0.0));
        meter.add(after(60), sample(0, 1), gpu(5, 0.0));
        assertThat(meter.usage().gpuIdleSince()).isNull();

        meter.add(after(70), sample(0, 1), gpu(5, 0.0));
        assertThat(meter.usage().gpuIdleSince()).isEqualTo(after(10));

        meter.add(after(80), sample(0, 1), gpu(5, 0.01));
        assertThat(meter.usage().gpuIdleSince()).isNull();
    }

    @Test
    void aGpuThatWasNeverUsedIsIdleSinceTheStart() {
        meter.add(after(60), sample(0, 1), gpu(5, 0.0));

        assertThat(meter.usage().gpuIdleSince()).isEqualTo(START);
    }

    @Test
    void ofADeviceThatTellsNoUtilizationNothingIsClaimed() {
        meter.add(after(10), sample(0, 1), gpu(5, null));
        meter.add(after(1_000), sample(0, 1), gpu(7, null));

        assertThat(meter.usage().gpus()).containsExactly(new GpuUsage("GPU-1", 7, 7, null, null, null, null));
    }

    @Test
    void theNextProcessGoesOnFromWhatWasNoted() {
        meter.add(after(10), sample(20, 900), gpu(300, 1.0));
        meter.add(after(20), sample(30, 600), gpu(100, 0.0));
        meter.add(after(80), sample(30, 600), gpu(100, 0.0));
        UsageMeter next = new UsageMeter(START, List.of("GPU-1"), IDLE_AFTER);
        next.resume(meter.usage(), meter.series());

        meter.add(after(90), sample(35, 100), gpu(50, 0.0));
        next.add(after(90), sample(35, 100), gpu(50, 0.0));

        assertThat(next.usage()).isEqualTo(meter.usage());
        assertThat(next.series()).isEqualTo(meter.series());
    }
}
