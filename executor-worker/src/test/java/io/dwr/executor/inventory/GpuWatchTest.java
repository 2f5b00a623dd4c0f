package io.dwr.executor.inventory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dwr.model.executor.Gpu;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** GPUs that go and come back, by a program that answers as a real driver does (version 580, one H200 and its like). */
class GpuWatchTest extends GpuWatchStory {
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
        GpuWatch watch = watch(Duration.ofSeconds(2), Duration.ofSeconds(4), Duration.ZERO);
        put("hang", "");

        watch.look();
        assertThat(healthy(watch)).containsExactly(A, B);
        await().atMost(LONG).until(() -> {
            watch.look();
            return healthy(watch).isEmpty();
        });
        assertThat(changes)
                .containsExactly("a1 nvidia-smi has not answered for 4 s", "b2 nvidia-smi has not answered for 4 s");
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

    /** While a driver is loaded anew the longest question fails for a moment, and the next one is answered. */
    @Test
    void aQuestionThatFailedOnceIsAskedAgain() throws Exception {
        Path program = directory.resolve("nvidia-smi");
        Files.writeString(program, Files.readString(program).replace("*) cat answer", """
                *remapped_rows*) if [ -e reload ]; then echo 'NVIDIA-SMI has failed'; exit 9; fi; cat answer ;;
                *) cat short; exit 0 ;;
                -) cat answer"""));
        put("short", A + ", NVIDIA H200, 143771, Disabled, 0, 0, 0, No\n");
        put("reload", "");
        answers(0, A + ", NVIDIA H200, 143771, Disabled, 0, 0, 0, [N/A], Yes, No\n");
        GpuWatch watch = watch();
        assertThat(healthy(watch)).containsExactly(A);

        Files.delete(directory.resolve("reload"));
        watch.look();

        assertThat(fault(watch, A)).contains("the card is to be replaced");
    }
}
