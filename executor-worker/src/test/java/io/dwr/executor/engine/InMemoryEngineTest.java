package io.dwr.executor.engine;

class InMemoryEngineTest extends ContainerEngineContract {
    private final InMemoryEngine engine = new InMemoryEngine();

    @Override
    protected ContainerEngine engine() {
        return engine;
    }
}
