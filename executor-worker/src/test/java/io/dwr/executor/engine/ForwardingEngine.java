package io.dwr.executor.engine;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** An engine in front of another one, for tests that let single calls go wrong. */
public class ForwardingEngine implements ContainerEngine {
    private final ContainerEngine behind;

    public ForwardingEngine(ContainerEngine behind) {
        this.behind = behind;
    }

    protected static EngineUnavailableException noAnswer() {
        return new EngineUnavailableException("the engine does not answer", new IllegalStateException("test"));
    }

    @Override
    public EngineFacts facts() {
        return behind.facts();
    }

    @Override
    public Instant now() {
        return behind.now();
    }

    @Override
    public Optional<ImageFacts> findImage(String reference) {
        return behind.findImage(reference);
    }

    @Override
    public void pull(String reference, @Nullable RegistryLogin login, PullObserver observer) {
        behind.pull(reference, login, observer);
    }

    @Override
    public String architecture() {
        return behind.architecture();
    }

    @Override
    public List<ImageFacts> images() {
        return behind.images();
    }

    @Override
    public Set<String> imagesInUse() {
        return behind.imagesInUse();
    }

    @Override
    public boolean removeImage(String name) {
        return behind.removeImage(name);
    }

    @Override
    public String create(ContainerRequest request) {
        return behind.create(request);
    }

    @Override
    public Optional<ContainerFacts> inspect(String id) {
        return behind.inspect(id);
    }

    @Override
    public Optional<ContainerSample> sample(String id) {
        return behind.sample(id);
    }

    @Override
    public List<ContainerFacts> list(Map<String, String> labels) {
        return behind.list(labels);
    }

    @Override
    public ContainerOutput attach(String id, boolean tty) {
        return behind.attach(id, tty);
    }

    @Override
    public ContainerOutput stored(String id, boolean tty, boolean follow) {
        return behind.stored(id, tty, follow);
    }

    @Override
    public ExitWatch watchNextExit(String id) {
        return behind.watchNextExit(id);
    }

    @Override
    public ExitWatch watchNotRunning(String id) {
        return behind.watchNotRunning(id);
    }

    @Override
    public void start(String id) {
        behind.start(id);
    }

    @Override
    public boolean stop(String id, int graceSeconds) {
        return behind.stop(id, graceSeconds);
    }

    @Override
    public void kill(String id) {
        behind.kill(id);
    }

    @Override
    public EngineWitness witness() {
        return behind.witness();
    }

    @Override
    public void remove(String id) {
        behind.remove(id);
    }
}
