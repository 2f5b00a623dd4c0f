package io.dwr.executor.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dwr.executor.engine.ContainerEngine;
import io.dwr.executor.engine.ForwardingEngine;
import io.dwr.executor.engine.ImagePullException;
import io.dwr.executor.engine.PullObserver;
import io.dwr.executor.engine.RegistryLogin;
import io.dwr.executor.engine.docker.DockerContainerEngine;
import io.dwr.executor.engine.docker.TestEngine;
import io.dwr.executor.registry.RegistryLogins;
import io.dwr.model.job.StatusReason;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageStoreTest {
    @TempDir
    Path state;

    private final AtomicInteger pulls = new AtomicInteger();
    private final AtomicInteger brokenOff = new AtomicInteger();
    private final CompletableFuture<Void> arrived = new CompletableFuture<>();
    private final DockerContainerEngine real = new DockerContainerEngine(TestEngine.host(), 4);
    private final ContainerEngine engine = new ForwardingEngine(real) {
        @Override
        public void pull(String reference, @Nullable RegistryLogin login, PullObserver observer) {
            pulls.incrementAndGet();
            observer.started(() -> {
                brokenOff.incrementAndGet();
                arrived.complete(null);
            });
            arrived.join();
        }
    };

    @AfterEach
    void close() {
        arrived.complete(null);
        real.close();
    }

    private ImageStore store(Duration total, Duration noProgress) {
        return store(engine, total, noProgress);
    }

    private ImageStore store(ContainerEngine seen, Duration total, Duration noProgress) {
        return new ImageStore(
                seen,
                new RegistryLogins("test", null, null),
                new PullRules(total, noProgress, 2, Duration.ofMillis(20), new Random(1)),
                new ImageCollector(
                        seen,
                        Optional::empty,
                        new CollectionRules(CollectionRules.Scope.OFF, 85, 75),
                        state,
                        Clock.systemUTC()),
                Clock.systemUTC());
    }

    private static StatusReason reason(CompletableFuture<Void> pull) {
        try {
            pull.orTimeout(60, TimeUnit.SECONDS).join();
            throw new AssertionError("the pull went well");
        } catch (CompletionException failed) {
            return ((ImagePullException) failed.getCause()).reason();
        }
    }

    @Test
    void manyWhoWaitShareOnePull() {
        ImageStore store = store(Duration.ofMinutes(1), Duration.ofMinutes(1));
        CompletableFuture<Void> one = store.pull("a", null).end();
        CompletableFuture<Void> other = store.pull("a", null).end();
        await().atMost(Duration.ofSeconds(60)).until(() -> pulls.get() == 1);

        one.cancel(false);
        assertThat(other).isNotDone();
        assertThat(brokenOff.get()).isZero();

        arrived.complete(null);
        other.orTimeout(60, TimeUnit.SECONDS).join();
        assertThat(pulls.get()).isEqualTo(1);
    }

    @Test
    void theLastWhoLeavesBreaksThePullOff() {
        CompletableFuture<Void> only = store(Duration.ofMinutes(1), Duration.ofMinutes(1))
                .pull("a", null)
                .end();
        await().atMost(Duration.ofSeconds(60)).until(() -> pulls.get() == 1);

        only.cancel(false);

        await().atMost(Duration.ofSeconds(60)).until(() -> brokenOff.get() == 1);
    }

    @Test
    void nobodyJoinsAPullThatIsBeingBrokenOff() {
        SharedPull pull = new SharedPull(
                "a",
                new PullRules(Duration.ofMinutes(1), Duration.ofMinutes(1), 0, Duration.ZERO, new Random(1)),
                Clock.systemUTC());

        pull.join().orElseThrow().cancel(false);

        assertThat(pull.join()).isEmpty();
    }

    @Test
    void aPullThatStandsStillIsGivenUp() {
        assertThat(reason(store(Duration.ofMinutes(1), Duration.ofMillis(200))
                        .pull("a", null)
                        .end()))
                .isEqualTo(StatusReason.IMAGE_PULL_TIMEOUT);
        await().atMost(Duration.ofSeconds(60)).until(() -> brokenOff.get() == 1);
    }

    @Test
    void aPullThatTakesTooLongIsGivenUp() {
        assertThat(reason(store(Duration.ofMillis(300), Duration.ofSeconds(2))
                        .pull("a", null)
                        .end()))
                .isEqualTo(StatusReason.IMAGE_PULL_TIMEOUT);
    }

    /** What one may see with its credentials another one may not see without them. */
    @Test
    void whoHasOtherCredentialsDoesNotShareThePull() {
        ContainerEngine noLogins = new ForwardingEngine(real) {
            @Override
            public void pull(String reference, @Nullable RegistryLogin login, PullObserver observer) {
                pulls.incrementAndGet();
                arrived.join();
            }
        };
        ImageStore store = store(noLogins, Duration.ofMinutes(1), Duration.ofMinutes(1));
        CompletableFuture<Void> without = store.pull("a", null).end();
        await().atMost(Duration.ofSeconds(60)).until(() -> pulls.get() == 1);

        CompletableFuture<Void> with = store.pull("a", "prod").end();

        assertThat(reason(with)).isEqualTo(StatusReason.REGISTRY_CREDENTIALS_UNKNOWN);
        assertThat(without).isNotDone();
        arrived.complete(null);
        without.orTimeout(60, TimeUnit.SECONDS).join();
    }

    @Test
    void aLookHoldsTheImageUntilItsContainerIsMade() throws InterruptedException {
        ImageLeases leases = new ImageLeases();
        long seen = leases.removals();
        assertThat(leases.hold("a", seen)).isTrue();

        assertThat(leases.beginRemoval("a")).isFalse();
        assertThat(leases.beginRemoval("b")).isTrue();
        assertThat(leases.hold("a", seen)).as("looked at before a removal").isFalse();
        leases.endRemoval();
        leases.release("a");

        assertThat(leases.beginRemoval("a")).isTrue();
        CompletableFuture<Boolean> held = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try {
                held.complete(leases.hold("a", leases.removals()));
            } catch (InterruptedException over) {
                held.completeExceptionally(over);
            }
        });
        leases.endRemoval();
        assertThat(held.orTimeout(60, TimeUnit.SECONDS).join()).isTrue();
    }

    @Test
    void aRegistryThatIsNotThereIsNoMissingImage() {
        ImageStore direct = store(real, Duration.ofMinutes(5), Duration.ofMinutes(5));
        PullWait wait = direct.pull("127.0.0.1:9/box:1", null);

        assertThat(reason(wait.end())).isEqualTo(StatusReason.IMAGE_PULL_FAILED);
        assertThat(wait.progress().get().retries()).hasSize(2);
        assertThat(wait.progress().get().retries().getFirst().message()).contains("connection refused");
    }
}
