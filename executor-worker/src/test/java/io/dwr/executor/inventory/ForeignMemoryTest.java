package io.dwr.executor.inventory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A GPU whose memory is used by somebody else, and the last look right before a job. */
class ForeignMemoryTest extends GpuWatchStory {
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
    void withoutAnAnswerTheMemoryOfTheJobBeforeIsNoProblem() throws Exception {
        held = Set.of(A);
        answers(0, A + ", NVIDIA H200, 143771, Disabled, 2575, 98, 0, [N/A], No, No\n" + B + WELL);
        GpuWatch watch = watch();
        held = Set.of();
        Files.delete(directory.resolve("nvidia-smi"));

        assertThat(watch.problem(List.of(A))).isEmpty();
        assertThat(changes).isEmpty();
        assertThat(healthy(watch)).containsExactly(A, B);
    }
}
