package io.dwr.executor.inventory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dwr.executor.engine.EngineFacts;
import io.dwr.model.executor.Gpu;
import io.dwr.model.executor.GpuState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** GPUs that go and come back, by a program that answers as a real driver does (version 580, one H200 and its like). */
class GpuWatchTest {
    private static final String A = "GPU-058f2550-5001-b93b-adbd-606efd0bfca1";
    private static final String B = "GPU-058f2550-5001-b93b-adbd-606efd0bfcb2";
    private static final String WELL = ", NVIDIA H200, 143771, Disabled, 0, 0, 0, [N/A], No, No\n";
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final EngineFacts ENGINE = new EngineFacts("id", "20.10", 4, 1L << 34, "/var/lib/docker", true);

    @TempDir
    Path directory;

    private final List<String> changes = new ArrayList<>();
    private Set<String> held = Set.of();

    @BeforeEach
    void install() throws IOException {
        Path program = directory.resolve("nvidia-smi");
        Files.writeString(program, """
                #!/bin/sh
                cd %s
                echo "$$ $*" >> calls
                if [ -e hang ]; then exec sleep 600; fi
                case "$*" in
                *compute-apps*) cat apps ;;
                -L) cat slices ;;
                -i*) grep "^$2" single || { echo 'No devices were found'; exit 6; } ;;
                *) cat answer; exit $(cat code) ;;
                esac
                """.formatted(directory));
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        put("apps", "466, python3, 2566\n");
        put("single", "");
        answers(0, A + WELL + B + WELL);
    }

    private void put(String name, String text) {
        try {
            Files.writeString(directory.resolve(name), text);
        } catch (IOException broken) {
            throw new AssertionError(broken);
        }
    }

    private void answers(int code, String text) {
        put("answer", text);
        put("code", String.valueOf(code));
    }

    private List<String> calls() throws IOException {
        return Files.readAllLines(directory.resolve("calls"));
    }

    private GpuWatch watch(Duration deadline, Duration trust, Duration release, String... own) throws Exception {
        GpuWatch watch = new GpuWatch(
                directory.toString(), new GpuLimits(List.of(own), 1024, deadline, trust, release), () -> NOW);
        watch.connect(
                () -> held,
                _ -> true,
                news -> news.forEach(change -> changes.add(change.gpu().uuid().replaceFirst(".*(?=..$)", "")
                        + (change.fault() == null ? " back" : " " + change.fault()))));
        watch.look();
        return watch;
    }

    private GpuWatch watch() throws Exception {
        return watch(LONG, LONG, Duration.ZERO);
    }

    private static List<String> healthy(GpuWatch watch) {
        return watch.healthy(watch.find(ENGINE)).stream().map(Gpu::uuid).toList();
    }

    private static String fault(GpuWatch watch, String uuid) {
        return watch.states().stream()
                .filter(state -> state.gpu().uuid().equals(uuid))
                .map(GpuState::fault)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void healthyDevicesAreOfferedWithWhatTheyUse() throws Exception {
        answers(0, A + ", NVIDIA H200, 143771, Disabled, 2575, 98, 0, [N/A], No, No\n" + B + WELL);
        GpuWatch watch = watch();

        assertThat(watch.find(ENGINE)).first().isEqualTo(new Gpu(A, "NVIDIA H200", 143_771));
        assertThat(healthy(watch)).containsExactly(A, B);
        assertThat(watch.readings().get(A)).isEqualTo(new GpuReading(2575L << 20, 0.98));
        assertThat(changes).isEmpty();
        assertThat(calls()).hasSize(1);
    }

    @Test
    void aDeviceThatIsListedNoMoreLeavesWithTheDriversWordsAndComesBack() throws Exception {
        GpuWatch watch = watch();

        answers(
                15,
                "Unable to determine the device handle for GPU 0000:3B:00.0: GPU is lost.  Reboot the system\n" + B
                        + WELL);
        watch.look();

        assertThat(healthy(watch)).containsExactly(B);
        assertThat(watch.find(ENGINE)).hasSize(2);
        assertThat(fault(watch, A))
                .isEqualTo("nvidia-smi lists it no more and says \"Unable to determine the device handle for GPU"
                        + " 0000:3B:00.0: GPU is lost.  Reboot the system\"");
        assertThat(watch.states().getFirst().faultSince()).isEqualTo(NOW);

        answers(0, A + WELL + B + WELL);
        watch.look();
        assertThat(healthy(watch)).containsExactly(B);
        watch.look();
        assertThat(healthy(watch)).containsExactly(A, B);
        assertThat(changes).hasSize(2).last().isEqualTo("a1 back");
    }

    @Test
    void oneLostDeviceThatSpoilsTheListCostsTheOthersNothing() throws Exception {
        GpuWatch watch = watch();

        answers(255, "Unable to determine the device handle for GPU 0000:3B:00.0: Unknown Error\n");
        put("single", B + WELL);
        watch.look();

        assertThat(healthy(watch)).containsExactly(B);
        assertThat(fault(watch, A)).contains("Unknown Error");
    }

    @Test
    void aDeviceThatIsSickLeavesAndSaysWhy() throws Exception {
        GpuWatch watch = watch();
        String start = A + ", NVIDIA H200, ";
        for (String[] sick : new String[][] {
            {"143771, Disabled, ERR!, 0, 0, [N/A], No, No", "nvidia-smi says \"ERR!\" for memory.used"},
            {"[Unknown Error], Disabled, 0, 0, 0, [N/A], No, No", "nvidia-smi says \"[Unknown Error]\" for memory.total"
            },
            {"[GPU is lost], [GPU is lost], 0, 0, 0, 0, 0, 0", "nvidia-smi says \"[GPU is lost]\" for memory.total"},
            {"143771, Disabled, 0, [GPU requires reset], 0, 0, No, No", "\"[GPU requires reset]\" for utilization.gpu"},
            {"143771, Disabled, 0, 0, 3, [N/A], No, No", "3 memory errors that could not be corrected"},
            {"143771, Disabled, 0, 0, 0, Yes, No, No", "broken memory pages are retired at the next restart"},
            {"143771, Disabled, 0, 0, 0, [N/A], Yes, Yes", "broken memory rows are remapped at the next reset"},
            {"143771, Disabled, 0, 0, 0, [N/A], Yes, No", "the card is to be replaced"},
        }) {
            answers(0, start + sick[0] + "\n" + B + WELL);
            watch.look();

            assertThat(healthy(watch)).as(sick[0]).containsExactly(B);
            assertThat(fault(watch, A)).contains(sick[1]);
        }
        assertThat(watch.find(ENGINE)).first().isEqualTo(new Gpu(A, "NVIDIA H200", 143_771));
        assertThat(changes).hasSize(1);
    }

    @Test
    void aFigureThatADeviceDoesNotHaveIsNoFault() throws Exception {
        answers(0, A + ", NVIDIA GB10, [N/A], [N/A], [N/A], [Not Supported], [N/A], [N/A], [N/A], [N/A]\n");
        GpuWatch watch = watch();

        assertThat(healthy(watch)).containsExactly(A);
        assertThat(watch.readings()).isEmpty();
        assertThat(watch.problem(List.of(A))).isEmpty();
    }

    /** A driver that hangs in the kernel: no second process is begun beside one that cannot be killed. */
    @Test
    void aProgramThatHangsIsKilledAndItsLastAnswerCountsForAWhile() throws Exception {
        GpuWatch watch = watch(Duration.ofMillis(300), Duration.ofMillis(1500), Duration.ZERO);
        put("hang", "");

        watch.look();
        assertThat(healthy(watch)).containsExactly(A, B);
        await().atMost(LONG).until(() -> {
            watch.look();
            return healthy(watch).isEmpty();
        });
        assertThat(changes)
                .containsExactly("a1 nvidia-smi has not answered for 1 s", "b2 nvidia-smi has not answered for 1 s");
        for (String call : calls()) {
            long pid = Long.parseLong(call.substring(0, call.indexOf(' ')));
            await().atMost(LONG)
                    .until(() ->
                            ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isEmpty());
        }

        Files.delete(directory.resolve("hang"));
        watch.look();
        watch.look();
        assertThat(healthy(watch)).containsExactly(A, B);
    }

    @Test
    void aProgramThatIsGoneCountsAsOneThatDoesNotAnswer() throws Exception {
        GpuWatch watch = watch(LONG, Duration.ZERO, Duration.ZERO);
        Files.delete(directory.resolve("nvidia-smi"));

        watch.look();

        assertThat(healthy(watch)).isEmpty();
    }

    @Test
    void memoryThatNoJobUsesSetsADeviceAsideUntilItIsFree() throws Exception {
        GpuWatch watch = watch();
        answers(0, A + ", NVIDIA H200, 143771, Disabled, 2575, 98, 0, [N/A], No, No\n" + B + WELL);

        watch.look();
        assertThat(healthy(watch)).containsExactly(A, B);
        watch.look();
        assertThat(healthy(watch)).containsExactly(B);
        assertThat(fault(watch, A))
                .isEqualTo("2575 MiB of its memory are in use by something that is no job here: process 466 (python3)");

        answers(0, A + ", NVIDIA H200, 143771, Disabled, 900, 0, 0, [N/A], No, No\n" + B + WELL);
        watch.look();
        watch.look();
        assertThat(healthy(watch)).containsExactly(A, B);
    }

    @Test
    void memoryOfAJobThatHoldsTheDeviceIsItsOwn() throws Exception {
        GpuWatch watch = watch();
        held = Set.of(A);
        answers(0, A + ", NVIDIA H200, 143771, Disabled, 90000, 98, 0, [N/A], No, No\n" + B + WELL);

        watch.look();
        watch.look();
        watch.look();

        assertThat(healthy(watch)).containsExactly(A, B);
    }

    @Test
    void rightBeforeAJobForeignMemoryIsAProblem() throws Exception {
        GpuWatch watch = watch();
        held = Set.of(A);
        answers(0, A + ", NVIDIA H200, 143771, Disabled, 2575, 0, 0, [N/A], No, No\n" + B + WELL);

        assertThat(watch.problem(List.of(B))).isEmpty();
        assertThat(watch.problem(List.of(B, A)))
                .contains("GPU " + A + ": 2575 MiB of its memory are in use by something that is no job here:"
                        + " process 466 (python3)");
        assertThat(changes).hasSize(1);
        assertThat(healthy(watch)).containsExactly(B);
        watch.look();
        watch.look();
        assertThat(healthy(watch)).as("while the attempt is about to end").containsExactly(B);
    }

    @Test
    void memoryThatTheJobBeforeJustLeftIsWaitedFor() throws Exception {
        GpuWatch watch = watch(LONG, LONG, LONG);
        held = Set.of(A);
        answers(0, A + ", NVIDIA H200, 143771, Disabled, 2575, 98, 0, [N/A], No, No\n" + B + WELL);
        int before = calls().size();
        Thread.ofVirtual().start(() -> {
            await().atMost(LONG).until(() -> calls().size() > before);
            answers(0, A + WELL + B + WELL);
        });

        assertThat(watch.problem(List.of(A))).isEmpty();
        assertThat(changes).isEmpty();
    }

    @Test
    void rightBeforeAJobASickDeviceIsAProblem() throws Exception {
        GpuWatch watch = watch();
        answers(0, B + WELL);

        assertThat(watch.problem(List.of(A))).contains("GPU " + A + ": nvidia-smi lists it no more");
        assertThat(changes).containsExactly("a1 nvidia-smi lists it no more");
    }

    @Test
    void slicesFollowTheirGpu() throws Exception {
        answers(0, A + ", NVIDIA H200, 143771, Enabled, 2575, [N/A], 0, [N/A], No, No\n" + B + WELL);
        put(
                "slices",
                "GPU 0: NVIDIA H200 (UUID: " + A + ")\n  MIG 1g.18gb     Device  0: (UUID: MIG-1)\n"
                        + "  MIG 2g.35gb     Device  1: (UUID: MIG-2)\nGPU 1: NVIDIA H200 (UUID: " + B + ")\n");
        GpuWatch watch = watch();
        watch.look();
        assertThat(healthy(watch)).containsExactly("MIG-1", "MIG-2", B);
        assertThat(watch.readings()).containsOnlyKeys(B);
        assertThat(watch.problem(List.of("MIG-1"))).isEmpty();

        answers(0, A + ", NVIDIA H200, 143771, Enabled, 2575, [N/A], 1, [N/A], No, No\n" + B + WELL);
        watch.look();

        assertThat(healthy(watch)).containsExactly(B);
        assertThat(fault(watch, "MIG-2")).startsWith("1 memory errors");
    }

    @Test
    void ofDevicesThatAreNotOursNothingIsSaid() throws Exception {
        GpuWatch watch = watch(LONG, LONG, Duration.ZERO, B);
        answers(0, A + ", NVIDIA H200, 143771, Disabled, ERR!, 0, 0, [N/A], No, No\n" + B + WELL);

        watch.look();

        assertThat(watch.find(ENGINE)).extracting(Gpu::uuid).containsExactly(B);
        assertThat(changes).isEmpty();
    }

    @Test
    void aRefusedQuestionIsNotAskedAgain() throws Exception {
        Path program = directory.resolve("nvidia-smi");
        Files.writeString(program, Files.readString(program).replace("*) cat answer", """
                *remapped_rows*) echo 'Field "remapped_rows.failure" is not a valid field to query.'; echo; exit 2 ;;
                *) cat answer"""));
        answers(0, A + ", Tesla V100, 16160, [N/A], 0, 0, 0, No\n");
        GpuWatch watch = watch();
        watch.look();

        assertThat(healthy(watch)).containsExactly(A);
        assertThat(calls()).hasSize(3);
    }
}
