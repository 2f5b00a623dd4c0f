package io.dwr.executor.engine;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What runs containers on this machine. Every method may throw {@link EngineUnavailableException}: then what was asked
 * may or may not have happened.
 */
public interface ContainerEngine {
    /** What the engine is and has. */
    EngineFacts facts();

    /** The time by the clock that containers' times are written by, which may be another machine's. */
    Instant now();

    Optional<ImageFacts> findImage(String reference);

    /**
     * Fetches an image; returns when it is there.
     *
     * @param login null = without one
     * @throws ImagePullException when it cannot be had
     */
    void pull(String reference, @Nullable RegistryLogin login, PullObserver observer);

    /** The processor that the engine runs programs for, as in {@link ImageFacts#architecture}. */
    String architecture();

    /** All images, those without a name, too. */
    List<ImageFacts> images();

    /** Ids of the images that any container in any state was made from. */
    Set<String> imagesInUse();

    /**
     * Removes a name of an image, and with its last name the image itself, unless a container uses it.
     *
     * @param name an id, or a name with a tag or digest
     * @return false when there is no such image, or something uses it
     */
    boolean removeImage(String name);

    /**
     * Makes a container and starts nothing.
     *
     * @return its id
     * @throws NameTakenException when a container of that name exists
     * @throws ImageMissingException when the engine has no such image
     * @throws EngineRefusalException when the engine refuses the request
     */
    String create(ContainerRequest request);

    /** Empty when there is no such container. */
    Optional<ContainerFacts> inspect(String id);

    /** What the container uses now; empty when it does not run or is gone. Some engines take a second to answer. */
    Optional<ContainerSample> sample(String id);

    /** Containers in any state that carry all of these labels. */
    List<ContainerFacts> list(Map<String, String> labels);

    /**
     * Opens the output of a container from now on; open when this returns.
     *
     * @throws NoSuchContainerException when it is gone
     */
    ContainerOutput attach(String id, boolean tty);

    /**
     * Opens the output that the engine itself has stored, from its beginning.
     *
     * @param follow whether to go on until the container ends
     * @throws NoSuchContainerException when it is gone
     */
    ContainerOutput stored(String id, boolean tty, boolean follow);

    /**
     * Watches for the next end of a container that has not started yet; watching when this returns. A removal ends it,
     * too.
     *
     * @throws NoSuchContainerException when it is gone
     */
    ExitWatch watchNextExit(String id);

    /**
     * Watches for a container to be not running; ends at once when it is not.
     *
     * @throws NoSuchContainerException when it is gone
     */
    ExitWatch watchNotRunning(String id);

    /**
     * Starts a container; does nothing when it runs already.
     *
     * @throws EngineRefusalException when it cannot be started
     * @throws NoSuchContainerException when it is gone
     */
    void start(String id);

    /**
     * Asks a container to stop, and kills it after the grace; returns when it has ended.
     *
     * @return false when it was not running any more
     */
    boolean stop(String id, int graceSeconds);

    /** Kills a container with SIGKILL; does nothing when it is not running or gone. */
    void kill(String id);

    /** What it can tell of how a container ended. */
    EngineWitness witness();

    /**
     * Removes a container that does not run, with its anonymous volumes; returns when it is gone.
     *
     * @throws EngineRefusalException when it runs
     */
    void remove(String id);
}
