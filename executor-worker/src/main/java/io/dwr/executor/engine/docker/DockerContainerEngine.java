package io.dwr.executor.engine.docker;

import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.exception.NotModifiedException;
import com.github.dockerjava.api.model.Info;
import io.dwr.executor.engine.ContainerEngine;
import io.dwr.executor.engine.ContainerFacts;
import io.dwr.executor.engine.ContainerOutput;
import io.dwr.executor.engine.ContainerRequest;
import io.dwr.executor.engine.ContainerSample;
import io.dwr.executor.engine.EngineFacts;
import io.dwr.executor.engine.EngineRefusalException;
import io.dwr.executor.engine.EngineSurvey;
import io.dwr.executor.engine.EngineUnavailableException;
import io.dwr.executor.engine.EngineWitness;
import io.dwr.executor.engine.ExitWatch;
import io.dwr.executor.engine.ImageFacts;
import io.dwr.executor.engine.NoSuchContainerException;
import io.dwr.executor.engine.PullObserver;
import io.dwr.executor.engine.RegistryLogin;
import java.net.URI;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Docker Engine over its socket. */
public final class DockerContainerEngine implements ContainerEngine, AutoCloseable {
    private static final String NVIDIA = "nvidia";
    private static final int REMOVAL_TRIES = 100;
    private static final long REMOVAL_PAUSE_MILLIS = 100;

    private final URI host;
    private final DockerConnection connection;
    private final DockerStreams streams;

    /**
     * @param mostContainers that are supervised at once; each has two calls open
     */
    public DockerContainerEngine(URI host, int mostContainers) {
        this(host, mostContainers, EngineDeadlines.USUAL);
    }

    /**
     * @param mostContainers that are supervised at once; each has two calls open
     */
    public DockerContainerEngine(URI host, int mostContainers, EngineDeadlines deadlines) {
        this.host = host;
        this.connection = new DockerConnection(host, 3 * mostContainers + 16, deadlines);
        this.streams = new DockerStreams(connection);
    }

    @Override
    public EngineFacts facts() {
        Info info = answered(() -> connection.questions().infoCmd().exec());
        boolean nvidia = info.getRuntimes() != null && info.getRuntimes().containsKey(NVIDIA);
        return new EngineFacts(
                String.valueOf(info.getId()),
                String.valueOf(info.getServerVersion()),
                info.getNCPU() == null ? 0 : info.getNCPU(),
                info.getMemTotal() == null ? 0 : info.getMemTotal(),
                String.valueOf(info.getDockerRootDir()),
                nvidia);
    }

    /** All that says whether it is fit to run jobs. */
    public EngineSurvey survey() {
        EngineFacts facts = facts();
        return answered(() -> DockerSurvey.of(facts, connection.client()));
    }

    @Override
    public Instant now() {
        Info info = answered(() -> connection.questions().infoCmd().exec());
        return OffsetDateTime.parse(String.valueOf(info.getSystemTime())).toInstant();
    }

    @Override
    public Optional<ImageFacts> findImage(String reference) {
        return call(() -> DockerImages.find(connection.questions(), reference));
    }

    @Override
    public void pull(String reference, @Nullable RegistryLogin login, PullObserver observer) {
        new DockerPull(connection, ImageReference.parse(reference), login, observer).run();
    }

    @Override
    public String architecture() {
        return connection.architecture();
    }

    @Override
    public List<ImageFacts> images() {
        return answered(() -> DockerImages.all(connection.client()));
    }

    @Override
    public Set<String> imagesInUse() {
        return answered(() -> DockerImages.inUse(connection.client()));
    }

    @Override
    public boolean removeImage(String name) {
        return call(() -> DockerImages.remove(connection.client(), name));
    }

    @Override
    public String create(ContainerRequest request) {
        return call(() -> DockerCreation.create(connection.client(), request));
    }

    @Override
    public Optional<ContainerFacts> inspect(String id) {
        return call(() -> {
            try {
                InspectContainerResponse found =
                        connection.questions().inspectContainerCmd(id).exec();
                return Optional.of(DockerFacts.of(found));
            } catch (NotFoundException gone) {
                return Optional.empty();
            }
        });
    }

    @Override
    public Optional<ContainerSample> sample(String id) {
        return streams.sample(id);
    }

    @Override
    public List<ContainerFacts> list(Map<String, String> labels) {
        return answered(() -> connection
                        .questions()
                        .listContainersCmd()
                        .withShowAll(true)
                        .withLabelFilter(labels)
                        .exec())
                .stream()
                .map(DockerFacts::of)
                .toList();
    }

    @Override
    public ContainerOutput attach(String id, boolean tty) {
        return streams.attach(id, tty);
    }

    @Override
    public ContainerOutput stored(String id, boolean tty, boolean follow) {
        return streams.stored(id, tty, follow);
    }

    @Override
    public ExitWatch watchNextExit(String id) {
        return streams.watch(id, "next-exit");
    }

    @Override
    public ExitWatch watchNotRunning(String id) {
        return streams.watch(id, "not-running");
    }

    @Override
    public EngineWitness witness() {
        return new DockerWitness(connection, streams, this::now);
    }

    @Override
    public void start(String id) {
        run(() -> {
            try {
                connection.client().startContainerCmd(id).exec();
            } catch (NotModifiedException runsAlready) {
                return;
            } catch (NotFoundException missing) {
                throw startRefused(id, missing);
            }
        });
    }

    /** A missing program is answered 404, as a missing container is. */
    private RuntimeException startRefused(String id, NotFoundException missing) {
        String words = DockerCalls.words(missing);
        return words.contains("No such container")
                ? new NoSuchContainerException("container " + id + " is gone", missing)
                : new EngineRefusalException(words, missing);
    }

    @Override
    public boolean stop(String id, int graceSeconds) {
        return streams.stop(id, graceSeconds);
    }

    @Override
    public void kill(String id) {
        streams.kill(id);
    }

    @Override
    public void remove(String id) {
        for (int tries = 1; !removed(id); tries++) {
            if (tries == REMOVAL_TRIES) {
                throw new EngineUnavailableException(
                        "the engine at " + host + " is still removing container " + id,
                        new IllegalStateException("removal in progress"));
            }
            pause();
        }
    }

    private boolean removed(String id) {
        return call(() -> {
            try {
                connection
                        .client()
                        .removeContainerCmd(id)
                        .withRemoveVolumes(true)
                        .exec();
                return true;
            } catch (NotFoundException gone) {
                return true;
            } catch (ConflictException inProgress) {
                if (!DockerCalls.words(inProgress).contains("in progress")) {
                    throw inProgress;
                }
                return false;
            }
        });
    }

    private static void pause() {
        try {
            Thread.sleep(REMOVAL_PAUSE_MILLIS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void run(Runnable request) {
        call(() -> {
            request.run();
            return true;
        });
    }

    private <T> T call(java.util.function.Supplier<T> request) {
        try {
            return DockerCalls.call(host, request);
        } catch (DockerException refused) {
            throw new EngineRefusalException(DockerCalls.words(refused), refused);
        }
    }

    /** For questions that an engine in health always answers. */
    private <T> T answered(java.util.function.Supplier<T> question) {
        try {
            return DockerCalls.call(host, question);
        } catch (DockerException refused) {
            throw DockerCalls.unavailable(host, refused);
        }
    }

    @Override
    public void close() {
        connection.close();
    }
}
