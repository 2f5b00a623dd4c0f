package io.dwr.executor.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lines as kernels since 5.0 write them. */
class KernelLogTest {
    private static final String ID = "4bd0fe1cd3ef";
    private static final String OWN = "[ 41.1] oom-kill:constraint=CONSTRAINT_MEMCG,nodemask=(null),cpuset=" + ID
            + ",mems_allowed=0,oom_memcg=/docker/" + ID + ",task_memcg=/docker/" + ID + ",task=tail,pid=4711,uid=0";
    private static final String MACHINE = "[ 42.1] oom-kill:constraint=CONSTRAINT_NONE,nodemask=(null),cpuset=" + ID
            + ",mems_allowed=0,global_oom,task_memcg=/system.slice/docker-" + ID + ".scope,task=tail,pid=4712,uid=0";
    private static final String ABOVE = "[ 43.1] oom-kill:constraint=CONSTRAINT_MEMCG,nodemask=(null),cpuset=" + ID
            + ",mems_allowed=0,oom_memcg=/docker,task_memcg=/docker/" + ID + ",task=tail,pid=4713,uid=0";
    private static final String NEIGHBOUR = OWN.replace("docker/" + ID, "docker/0123456789ab");

    @TempDir
    Path directory;

    @Test
    void theOwnLimitIsToldFromTheMachines() {
        assertThat(KernelLog.read(OWN, ID)).contains(OutOfMemory.CONTAINER);
        assertThat(KernelLog.read(MACHINE, ID)).contains(OutOfMemory.MACHINE);
        assertThat(KernelLog.read(ABOVE, ID)).contains(OutOfMemory.MACHINE);
    }

    @Test
    void whatHappenedToOthersIsNotTaken() {
        assertThat(KernelLog.read(NEIGHBOUR, ID)).isEmpty();
        assertThat(KernelLog.read("[ 44.1] docker0: port 1(veth" + ID + ") entered disabled state", ID))
                .isEmpty();
    }

    @Test
    void theLastWordOfTheKernelStands() throws Exception {
        Path messages = Files.write(directory.resolve("messages"), List.of(OWN, NEIGHBOUR, MACHINE, "[ 50.1] usb 1-1"));

        assertThat(new KernelLog(List.of("cat", messages.toString())).ofContainer(ID))
                .contains(OutOfMemory.MACHINE);
    }

    @Test
    void whoMayNotReadTheMessagesKnowsNothing() {
        assertThat(new KernelLog(List.of("sh", "-c", "exit 1")).ofContainer(ID)).isEmpty();
        assertThat(new KernelLog(List.of("/no/such/program")).ofContainer(ID)).isEmpty();
    }
}
