package io.dwr.executor.engine.docker;

import java.net.URI;

/** The engine that tests use. */
public final class TestEngine {
    private TestEngine() {}

    public static URI host() {
        String host = System.getenv("DWR_TEST_DOCKER_HOST");
        if (host == null) {
            throw new IllegalStateException(
                    "DWR_TEST_DOCKER_HOST names no Docker Engine for the tests: run them by ./dwr test, which sets it");
        }
        return URI.create(host);
    }
}
