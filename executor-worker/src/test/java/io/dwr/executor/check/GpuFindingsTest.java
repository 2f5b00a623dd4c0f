package io.dwr.executor.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.dwr.executor.check.Finding.Level;
import io.dwr.executor.engine.EngineFacts;
import io.dwr.executor.inventory.GpuSource;
import io.dwr.model.executor.Gpu;
import io.dwr.model.executor.GpuState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GpuFindingsTest {
    private static final EngineFacts PLAIN = new EngineFacts("id", "29.0", 8, 1L << 34, "/var/lib/docker", false);
    private static final EngineFacts NVIDIA = PLAIN.withNvidiaRuntime();
    private static final List<Gpu> TWO =
            List.of(new Gpu("GPU-1", "NVIDIA H100 80GB HBM3", 81559), new Gpu("GPU-2", "NVIDIA H100 80GB HBM3", 81559));

    /** As the real one: nothing without a runtime. */
    private static final GpuSource SOURCE = engine -> engine.nvidiaRuntime() ? TWO : List.of();

    @TempDir
    Path devices;

    private void deviceFiles(int count) throws IOException {
        for (int number = 0; number < count; number++) {
            Files.createFile(devices.resolve("nvidia" + number));
        }
        Files.createFile(devices.resolve("nvidiactl"));
    }

    @Test
    void gpusThatCanBeGivenAreCountedByModel() throws IOException {
        deviceFiles(2);

        assertThat(GpuFindings.of(SOURCE, List.of(), NVIDIA, List.of(), devices))
                .containsExactly(Finding.ok("gpu", "2: 2 × NVIDIA H100 80GB HBM3"));
    }

    /** Case 75: such a machine offers no GPU, and takes jobs without one. */
    @Test
    void anEngineWithoutARuntimeIsAWarning() throws IOException {
        deviceFiles(2);

        assertThat(GpuFindings.of(SOURCE, List.of(), PLAIN, List.of(), devices))
                .singleElement()
                .matches(finding -> finding.level() == Level.WARNING
                        && finding.text().endsWith("none is offered")
                        && String.valueOf(finding.remedy()).contains("NVIDIA container toolkit"));
    }

    @Test
    void anEngineWithoutARuntimeIsUnfitWhereTheOperatorNamesGpus() throws IOException {
        deviceFiles(2);

        assertThat(GpuFindings.of(SOURCE, List.of(), PLAIN, List.of("GPU-1"), devices))
                .singleElement()
                .matches(finding -> finding.level() == Level.FAIL
                        && finding.text().contains("EXECUTOR_GPUS")
                        && String.valueOf(finding.remedy()).contains("NVIDIA container toolkit"));
    }

    @Test
    void devicesThatTheDriverDoesNotListAreAWarning() throws IOException {
        deviceFiles(2);

        assertThat(GpuFindings.of(_ -> List.of(), List.of(), NVIDIA, List.of(), devices))
                .singleElement()
                .matches(finding ->
                        finding.level() == Level.WARNING && finding.text().startsWith("2 NVIDIA device files"));
    }

    @Test
    void gpusWithoutADeviceFileAndIdsThatAreNotHereAreWarnings() throws IOException {
        deviceFiles(1);

        assertThat(GpuFindings.of(SOURCE, List.of(), NVIDIA, List.of("GPU-1", "GPU-9"), devices))
                .extracting(Finding::level)
                .containsExactly(Level.OK, Level.WARNING, Level.WARNING);
        assertThat(GpuFindings.of(SOURCE, List.of(), NVIDIA, List.of("GPU-1", "GPU-9"), devices)
                        .getLast()
                        .text())
                .contains("GPU-9")
                .doesNotContain("GPU-1,");
    }

    @Test
    void oneAtFaultIsNamedWithItsFault() throws IOException {
        deviceFiles(2);
        GpuState atFault = new GpuState(TWO.getLast(), null, null, null, "it fell off the bus", Instant.EPOCH);

        assertThat(GpuFindings.of(SOURCE, List.of(atFault), NVIDIA, List.of(), devices))
                .extracting(Finding::text)
                .containsExactly("2: 2 × NVIDIA H100 80GB HBM3", "GPU-2 is not offered: it fell off the bus");
    }

    @Test
    void aMachineWithoutGpusIsFit() {
        assertThat(GpuFindings.of(_ -> List.of(), List.of(), PLAIN, List.of(), devices))
                .extracting(Finding::level)
                .containsExactly(Level.OK);
    }
}
