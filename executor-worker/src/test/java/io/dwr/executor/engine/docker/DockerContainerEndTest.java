package io.dwr.executor.engine.docker;

import io.dwr.executor.engine.ContainerEndContract;
import io.dwr.executor.engine.ContainerEngine;
import org.junit.jupiter.api.AfterAll;

class DockerContainerEndTest extends ContainerEndContract {
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
