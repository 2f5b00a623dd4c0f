package io.dwr.executor.attempt;

import static io.dwr.executor.attempt.ExecutorFixture.image;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dwr.executor.engine.ContainerRequest;
import io.dwr.executor.engine.EngineRefusalException;
import io.dwr.executor.engine.ForwardingEngine;
import io.dwr.executor.engine.ImagePullException;
import io.dwr.executor.engine.PullObserver;
import io.dwr.executor.engine.RegistryLogin;
import io.dwr.executor.image.ImageDisk.Room;
import io.dwr.model.job.Outcome;
import io.dwr.model.job.StatusReason;
import io.dwr.test.FakeRegistry;
import io.dwr.test.TinyImage;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Images go when the disk fills up, those first that were not used for longest, and never under somebody's hands. */
class ImageRemovalTest {
    private static final Room FULL = new Room(100, 5);
    private static final Room HALF_EMPTY = new Room(100, 50);

    @TempDir
    Path state;

    @TempDir
    Path volumes;

    private final FakeRegistry registry = FakeRegistry.start();
    private ExecutorFixture executor;

    @BeforeEach
    void start() {
        executor = new ExecutorFixture(state, volumes);
    }

    @AfterEach
    void nothingIsLeft() {
        executor.forgetImages(registry.address());
        executor.close();
        registry.close();
    }

    private String served(String name) {
        return registry.serve(name, TinyImage.small()).reference();
    }

    private String used(String name) {
        String reference = served(name);
        use(reference);
        return reference;
    }

    private void use(String reference) {
        Outcome outcome = executor.run(image(reference, "true").as(ExecutorFixture.newJob()));
        assertThat(outcome.reason()).as(outcome.message()).isEqualTo(StatusReason.COMPLETED);
    }

    private boolean isThere(String reference) {
        return executor.engine.findImage(reference).isPresent();
    }

    @Test
    void thoseNotUsedForLongestGoFirstAlsoAfterARestart() {
        String first = used("first");
        String second = used("second");
        String third = used("third");
        use(first);
        executor.collector.close();
        executor.restart(new ForwardingEngine(executor.engine) {
            @Override
            public boolean removeImage(String name) {
                executor.disk = Optional.of(HALF_EMPTY);
                return super.removeImage(name);
            }
        });

        executor.disk = Optional.of(new Room(100, 20));
        executor.collector.collect();
        assertThat(isThere(second)).as("below the mark nothing goes").isTrue();

        executor.disk = Optional.of(FULL);
        executor.collector.collect();

        assertThat(isThere(second)).isFalse();
        assertThat(isThere(first)).isTrue();
        assertThat(isThere(third)).isTrue();
    }

    @Test
    void oneThatTheEngineDoesNotRemoveKeepsNoOther() {
        String stuck = used("stuck");
        String free = used("free");
        executor.restart(new ForwardingEngine(executor.engine) {
            @Override
            public boolean removeImage(String name) {
                if (name.equals(stuck)) {
                    throw new EngineRefusalException("unlinkat: device or resource busy", new IllegalStateException());
                }
                return super.removeImage(name);
            }
        });

        executor.disk = Optional.of(FULL);
        executor.collector.collect();

        assertThat(isThere(stuck)).isTrue();
        assertThat(isThere(free)).isFalse();
    }

    /** Somebody gave its name to another image after the collection had begun. */
    @Test
    void aNameThatLeadsElsewhereByNowStays() {
        String old = used("moved");
        executor.restart(new ForwardingEngine(executor.engine) {
            @Override
            public Set<String> imagesInUse() {
                executor.tag("box:latest", old);
                return super.imagesInUse();
            }
        });

        executor.disk = Optional.of(FULL);
        executor.collector.collect();

        assertThat(isThere(old)).as("its name is another image's").isTrue();
    }

    @Test
    void whatOthersBroughtOrNamedOrUseStays() {
        String named = used("named");
        String running = served("running");
        AttemptSupervisor runs = executor.begin(image(running, "sleep", "600").as(ExecutorFixture.newJob()));
        await().atMost(ExecutorFixture.LIMIT).until(() -> runs.containerId() != null);
        executor.tag(named, registry.address() + "/kept:1");

        executor.disk = Optional.of(FULL);
        executor.collector.collect();

        assertThat(isThere("box:latest")).as("not pulled by this executor").isTrue();
        assertThat(isThere(named)).isTrue();
        assertThat(isThere(running)).isTrue();
        runs.kill(StopCause.ABORTED);
        ExecutorFixture.await(runs);
    }

    @Test
    void anImageIsKeptFromTheLookAtItUntilItsContainerIsMade() {
        String reference = used("held");
        executor.restart(new ForwardingEngine(executor.engine) {
            @Override
            public String create(ContainerRequest request) {
                executor.disk = Optional.of(FULL);
                executor.collector.collect();
                return super.create(request);
            }
        });
        int asked = registry.requests("held").size();

        use(reference);

        assertThat(registry.requests("held")).as("it never went").hasSize(asked);
        executor.collector.collect();
        assertThat(isThere(reference)).isFalse();
    }

    /** Case 41, on one machine: room is made if there is any to make, and said to be lacking otherwise. */
    @Test
    void aPullThatFindsTheDiskFullMakesRoomOrSaysSo() {
        String old = used("old");
        AtomicInteger full = new AtomicInteger(1);
        executor.disk = Optional.of(new Room(1_000_000, 0));
        executor.restart(new ForwardingEngine(executor.engine) {
            @Override
            public void pull(String reference, @Nullable RegistryLogin login, PullObserver observer) {
                if (full.getAndDecrement() > 0) {
                    throw new ImagePullException(
                            StatusReason.EXECUTOR_NO_SPACE,
                            "image " + reference + " cannot be pulled: no space left on device",
                            null);
                }
                super.pull(reference, login, observer);
            }
        });

        Outcome made = executor.run(image(served("new"), "true").as(ExecutorFixture.newJob()));
        assertThat(made.reason()).as(made.message()).isEqualTo(StatusReason.COMPLETED);
        assertThat(isThere(old)).isFalse();
        assertThat(Objects.requireNonNull(Objects.requireNonNull(made.image()).pull())
                        .retries()
                        .getFirst()
                        .message())
                .contains("no space left");

        full.set(100);
        executor.forgetImages(registry.address());
        Outcome lacking = executor.run(image(served("more"), "true").as(ExecutorFixture.newJob()));
        assertThat(lacking.reason()).isEqualTo(StatusReason.EXECUTOR_NO_SPACE);
    }

    @Test
    void aDiskThatCannotBeSeenRemovesNothing() {
        String reference = used("there");

        executor.disk = Optional.empty();
        executor.collector.collect();

        assertThat(isThere(reference)).isTrue();
    }
}
