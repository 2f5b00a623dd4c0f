package io.dwr.executor.engine;

class InMemoryEndTest extends ContainerEndContract {
    private final InMemoryEngine engine = new InMemoryEngine();

    @Override
    protected ContainerEngine engine() {
        return engine;
    }
}
