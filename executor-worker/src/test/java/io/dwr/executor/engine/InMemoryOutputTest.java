package io.dwr.executor.engine;

class InMemoryOutputTest extends ContainerOutputContract {
    private final InMemoryEngine engine = new InMemoryEngine();

    @Override
    protected ContainerEngine engine() {
        return engine;
    }
}
