package io.dwr.executor.engine.docker;

import static org.assertj.core.api.Assertions.assertThat;

import io.dwr.executor.engine.ContainerEngine;
import io.dwr.executor.engine.ContainerEngineContract;
import java.util.List;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class DockerContainerEngineTest extends ContainerEngineContract {
    private static final DockerContainerEngine ENGINE = new DockerContainerEngine(TestEngine.host(), 10);

    @AfterAll
    static void close() {
        ENGINE.close();
    }

    @Override
    protected ContainerEngine engine() {
        return ENGINE;
    }

    /** Case 63: the engine's own default for swap is twice the memory. */
    @Test
    void thereIsNoSwapBeyondTheMemory() {
        String id = ENGINE.create(request("true"));

        assertThat(ENGINE.witness().description(id))
                .extractingByKey("HostConfig", InstanceOfAssertFactories.MAP)
                .containsEntry("Memory", 64 << 20)
                .containsEntry("MemorySwap", 64 << 20)
                .containsEntry("ShmSize", 64 << 20)
                .containsEntry("PidsLimit", 256);
    }

    /** Case 75. */
    @Test
    void aJobWithoutGpusAsksForNoDevice() {
        String id = ENGINE.create(request("true"));

        assertThat(ENGINE.witness().description(id))
                .extractingByKey("HostConfig", InstanceOfAssertFactories.MAP)
                .satisfies(host -> assertThat(host.get("DeviceRequests")).isIn(null, List.of()));
    }
}
