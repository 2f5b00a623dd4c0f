package io.dwr.executor.engine.docker;

import io.dwr.executor.engine.ContainerEngine;
import io.dwr.executor.engine.ContainerOutputContract;
import org.junit.jupiter.api.AfterAll;

class DockerContainerOutputTest extends ContainerOutputContract {
    private static final DockerContainerEngine ENGINE = new DockerContainerEngine(TestEngine.host(), 10);

    @AfterAll
    static void close() {
        ENGINE.close();
    }

    @Override
    protected ContainerEngine engine() {
        return ENGINE;
    }
}
