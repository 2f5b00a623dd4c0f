package io.dwr.executor.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import io.dwr.executor.engine.EngineFacts;
import io.dwr.executor.settings.OfferSettings;
import io.dwr.model.executor.Capacity;
import io.dwr.model.executor.Gpu;
import io.dwr.model.placement.Resources;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostInventoryTest {
    private static final long GIB = 1L << 30;
    private static final EngineFacts ENGINE = new EngineFacts("id", "20.10", 4, 10 * GIB, "/var/lib/docker", false);
    private static final List<Gpu> GPUS =
            List.of(new Gpu("GPU-a", "NVIDIA L4", 23034), new Gpu("GPU-b", "NVIDIA L4", 23034));

    @TempDir
    Path programs;

    private static Capacity capacity(@Nullable String cpu, @Nullable String memory, List<String> gpus) {
        OfferSettings settings = new OfferSettings(
                cpu == null ? null : new BigDecimal(cpu),
                memory == null ? null : new BigDecimal(memory),
                new BigDecimal("0.1"),
                9,
                gpus,
                List.of(),
                100,
                Set.of());
        return new HostInventory(settings, engine -> GPUS).capacity(ENGINE);
    }

    @Test
    void whatTheEngineHasIsOfferedLessTheReservedShare() {
        assertThat(capacity(null, null, List.of())).isEqualTo(new Capacity(new Resources(4000, 9 * GIB), GPUS, 9));
    }

    @Test
    void anOperatorMayOfferOther() {
        assertThat(capacity("1.5", "9.5", List.of("GPU-b")))
                .isEqualTo(new Capacity(new Resources(1500, 9 * GIB + GIB / 2), List.of(GPUS.get(1)), 9));
    }

    /** Case 67. */
    @Test
    void neverMoreThanTheEngineHas() {
        assertThat(capacity("8", "64", List.of()).resources()).isEqualTo(new Resources(4000, 10 * GIB));
    }

    private void program(String name, String script) throws IOException {
        Path file = programs.resolve(name);
        Files.writeString(file, "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private List<Gpu> found(boolean runtime) throws Exception {
        EngineFacts engine = new EngineFacts("id", "20.10", 4, GIB, "/var/lib/docker", runtime);
        GpuWatch watch = new GpuWatch(programs.toString(), GpuLimits.of(List.of(), 1024), InstantSource.system());
        watch.look();
        return watch.healthy(watch.find(engine));
    }

    @Test
    void gpusAreFoundWithTheHookOrTheRuntime() throws Exception {
        program("nvidia-smi", "echo 'GPU-a, NVIDIA L4, 23034'; echo 'GPU-b, NVIDIA L4, 23034'");
        assertThat(found(true)).isEqualTo(GPUS);

        program("nvidia-container-runtime-hook", "exit 0");
        assertThat(found(false)).isEqualTo(GPUS);
    }

    /** Case 75. */
    @Test
    void withoutARuntimeNoGpuIsOffered() throws Exception {
        program("nvidia-smi", "echo 'GPU-a, NVIDIA L4, 23034'");

        assertThat(found(false)).isEmpty();
    }

    @Test
    void aBrokenDriverOffersNothing() throws Exception {
        assertThat(found(true)).isEmpty();

        program("nvidia-smi", "echo 'NVIDIA-SMI has failed because it could not communicate'; exit 9");
        assertThat(found(true)).isEmpty();
    }

    @Test
    void memoryThatIsNotToldCountsAsNone() {
        assertThat(SmiDevice.parse(SmiQuestion.ALL.getLast(), "GPU-a, NVIDIA GB10, [N/A]\nnonsense\n"))
                .containsExactly(new SmiDevice(new Gpu("GPU-a", "NVIDIA GB10", 0), false, null, null, null));
    }

    /** Case 73. */
    @Test
    void aGpuInMigModeIsOfferedByItsSlicesAlone() throws Exception {
        program("nvidia-smi", """
                case "$*" in
                -L) cat <<'END' ;;
                GPU 0: NVIDIA A100-SXM4-40GB (UUID: GPU-5d5ba0d6-d33d-2b2c-524d-9e3d8d2b8a77)
                GPU 1: NVIDIA A100-SXM4-40GB (UUID: GPU-e86cb44c-6756-fd30-cd4a-1e6da3caf9b0)
                  MIG 3g.20gb     Device  0: (UUID: MIG-fb7cbf2e-4f0c-5b9a-8d1c-5f5b1d6b0a01)
                  MIG 1g.5gb      Device  1: (UUID: MIG-c6d4f1ef-42e4-5de3-91c7-45d71c87eb3f)
                  MIG 1g.5gb+me   Device  2: (UUID: MIG-cba663e8-9bed-5b25-b243-5985ef7c9beb)
                GPU 2: NVIDIA A100-SXM4-40GB (UUID: GPU-0f6b7f3a-8d0b-4f0e-9a51-3f6f1f0b9d02)
                END
                *mig.mode.current*) cat <<'END' ;;
                GPU-5d5ba0d6-d33d-2b2c-524d-9e3d8d2b8a77, NVIDIA A100-SXM4-40GB, 40960, Disabled
                GPU-e86cb44c-6756-fd30-cd4a-1e6da3caf9b0, NVIDIA A100-SXM4-40GB, 40960, Enabled
                GPU-0f6b7f3a-8d0b-4f0e-9a51-3f6f1f0b9d02, NVIDIA A100-SXM4-40GB, 40960, Enabled
                END
                *) exit 2 ;;
                esac
                """);

        assertThat(found(true))
                .containsExactly(
                        new Gpu("GPU-5d5ba0d6-d33d-2b2c-524d-9e3d8d2b8a77", "NVIDIA A100-SXM4-40GB", 40_960),
                        new Gpu(
                                "MIG-fb7cbf2e-4f0c-5b9a-8d1c-5f5b1d6b0a01",
                                "NVIDIA A100-SXM4-40GB MIG 3g.20gb",
                                19_073),
                        new Gpu("MIG-c6d4f1ef-42e4-5de3-91c7-45d71c87eb3f", "NVIDIA A100-SXM4-40GB MIG 1g.5gb", 4768),
                        new Gpu(
                                "MIG-cba663e8-9bed-5b25-b243-5985ef7c9beb",
                                "NVIDIA A100-SXM4-40GB MIG 1g.5gb+me",
                                4768));
    }

    @Test
    void aGpuInMigModeIsNotOfferedWhenItsSlicesCannotBeListed() throws Exception {
        program("nvidia-smi", """
                case "$*" in
                *mig.mode.current*)
                  echo 'GPU-a, NVIDIA L4, 23034, [N/A]'
                  echo 'GPU-b, NVIDIA A100-SXM4-40GB, 40960, Enabled' ;;
                *) exit 9 ;;
                esac
                """);

        assertThat(found(true)).containsExactly(GPUS.getFirst());
    }

    @Test
    void aDriverWithoutMigModeIsAskedWithoutIt() throws Exception {
        program("nvidia-smi", """
                case "$*" in
                *mig.mode.current*) echo 'Field "mig.mode.current" is not a valid field to query.'; exit 2 ;;
                --query-gpu=uuid,name,memory.total*) echo 'GPU-a, NVIDIA L4, 23034' ;;
                *) exit 9 ;;
                esac
                """);

        assertThat(found(true)).containsExactly(GPUS.getFirst());
    }
}
