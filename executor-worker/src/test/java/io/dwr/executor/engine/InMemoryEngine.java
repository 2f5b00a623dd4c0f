package io.dwr.executor.engine;

import io.dwr.executor.engine.ContainerFacts.State;
import io.dwr.model.job.PullProgress;
import io.dwr.model.job.StatusReason;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * An engine without a machine below it: its containers are threads that run the few programs of
 * {@link InMemoryProgram}. It has the image {@code box:latest}, which names no command.
 */
public final class InMemoryEngine implements ContainerEngine {
    private static final long MEMORY_BYTES = 8L << 30;

    private final Map<String, InMemoryContainer> containers = new LinkedHashMap<>();
    private final Set<String> images = new HashSet<>(Set.of("box:latest"));
    private final Set<String> registry = new HashSet<>();
    private int made;

    /** From now on this image can be pulled. */
    public synchronized void publish(String reference) {
        registry.add(reference);
    }

    @Override
    public EngineFacts facts() {
        return new EngineFacts("in-memory", "1", 4, MEMORY_BYTES, "/var/lib/in-memory", false);
    }

    @Override
    public Instant now() {
        return Instant.now();
    }

    @Override
    public synchronized Optional<ImageFacts> findImage(String reference) {
        return images.contains(reference) ? Optional.of(facts(reference)) : Optional.empty();
    }

    private static ImageFacts facts(String reference) {
        return new ImageFacts("sha256:" + reference, List.of(reference), List.of(), "linux", "amd64");
    }

    @Override
    public String architecture() {
        return "amd64";
    }

    @Override
    public synchronized List<ImageFacts> images() {
        return images.stream().map(InMemoryEngine::facts).toList();
    }

    @Override
    public synchronized Set<String> imagesInUse() {
        return containers.values().stream()
                .map(container -> facts(container.request().program().image()).id())
                .collect(Collectors.toSet());
    }

    @Override
    public synchronized boolean removeImage(String name) {
        return !imagesInUse().contains(name)
                && images.removeIf(reference ->
                        reference.equals(name) || facts(reference).id().equals(name));
    }

    @Override
    public void pull(String reference, @Nullable RegistryLogin login, PullObserver observer) {
        observer.started(() -> {});
        observer.progress(PullProgress.NONE);
        synchronized (this) {
            if (!registry.contains(reference)) {
                throw new ImagePullException(
                        StatusReason.IMAGE_NOT_FOUND, "image " + reference + " cannot be pulled: not found", null);
            }
            images.add(reference);
        }
    }

    @Override
    public synchronized String create(ContainerRequest request) {
        if (!images.contains(request.program().image())) {
            throw new ImageMissingException(
                    "No such image: " + request.program().image(), new IllegalStateException("404"));
        }
        if (containers.values().stream()
                .anyMatch(other -> other.request().name().equals(request.name()))) {
            throw new NameTakenException("name " + request.name() + " is in use", new IllegalStateException("409"));
        }
        if (request.program().command().isEmpty()
                && request.program().entrypoint().isEmpty()) {
            throw new EngineRefusalException("No command specified", new IllegalStateException("400"));
        }
        made++;
        String id = String.format("%064x", made);
        containers.put(id, new InMemoryContainer(id, request));
        return id;
    }

    @Override
    public Optional<ContainerFacts> inspect(String id) {
        return find(id).map(InMemoryContainer::facts);
    }

    @Override
    public Optional<ContainerSample> sample(String id) {
        return find(id).filter(container -> container.facts().state() == State.RUNNING)
                .map(running -> new ContainerSample(1, 1, 0, 0, 0, 0));
    }

    @Override
    public synchronized List<ContainerFacts> list(Map<String, String> labels) {
        return containers.values().stream()
                .filter(container -> container.request().labels().entrySet().containsAll(labels.entrySet()))
                .map(InMemoryContainer::listed)
                .toList();
    }

    @Override
    public ContainerOutput attach(String id, boolean tty) {
        return existing(id).outputFromNow();
    }

    @Override
    public ContainerOutput stored(String id, boolean tty, boolean follow) {
        return existing(id).outputFromStart(follow);
    }

    @Override
    public ExitWatch watchNextExit(String id) {
        return watch(existing(id).nextExit());
    }

    @Override
    public ExitWatch watchNotRunning(String id) {
        return watch(existing(id).notRunning());
    }

    private static ExitWatch watch(CompletableFuture<Integer> exit) {
        return new ExitWatch() {
            @Override
            public CompletableFuture<Integer> exitCode() {
                return exit;
            }

            @Override
            public void close() {
                exit.cancel(false);
            }
        };
    }

    @Override
    public void start(String id) {
        existing(id).start();
    }

    @Override
    public boolean stop(String id, int graceSeconds) {
        return find(id).map(container -> container.stop(graceSeconds)).orElse(false);
    }

    @Override
    public void kill(String id) {
        find(id).ifPresent(InMemoryContainer::kill);
    }

    @Override
    public EngineWitness witness() {
        return new EngineWitness() {
            @Override
            public List<ContainerEvent> events(String id, Instant since) {
                return find(id).map(InMemoryContainer::events).orElse(List.of()).stream()
                        .filter(event -> !event.time().isBefore(since))
                        .toList();
            }

            @Override
            public Map<String, Object> description(String id) {
                return find(id).map(container -> Map.<String, Object>of("Id", id))
                        .orElse(Map.of());
            }

            @Override
            public boolean takesCalls() {
                return true;
            }
        };
    }

    @Override
    public void remove(String id) {
        Optional<InMemoryContainer> container = find(id);
        if (container.isEmpty()) {
            return;
        }
        if (container.get().facts().state() == State.RUNNING) {
            throw new EngineRefusalException(
                    "You cannot remove a running container " + id, new IllegalStateException("409"));
        }
        synchronized (this) {
            containers.remove(id);
        }
        container.get().removed();
    }

    private synchronized Optional<InMemoryContainer> find(String id) {
        return Optional.ofNullable(containers.get(id));
    }

    private InMemoryContainer existing(String id) {
        return find(id).orElseThrow(() ->
                new NoSuchContainerException("container " + id + " is gone", new IllegalStateException("404")));
    }
}
