package io.dwr.executor.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.dwr.executor.engine.ContainerEngine;
import io.dwr.executor.engine.ForwardingEngine;
import io.dwr.executor.engine.ImagePullException;
import io.dwr.executor.engine.PullObserver;
import io.dwr.executor.engine.docker.DockerContainerEngine;
import io.dwr.executor.engine.docker.TestEngine;
import io.dwr.model.job.PullPolicy;
import io.dwr.model.job.StatusReason;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ImageStoreTest {
    private final AtomicInteger pulls = new AtomicInteger();
    private final AtomicInteger brokenOff = new AtomicInteger();
    private final CompletableFuture<Void> arrived = new CompletableFuture<>();
    private final DockerContainerEngine real = new DockerContainerEngine(TestEngine.host(), null, 4);
    private final ContainerEngine engine = new ForwardingEngine(real) {
        @Override
        public void pull(String reference, PullObserver observer) {
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
        return new ImageStore(engine, total, noProgress);
    }

    private static StatusReason reason(CompletableFuture<Void> pull) {
        try {
            pull.orTimeout(10, TimeUnit.SECONDS).join();
            throw new AssertionError("the pull went well");
        } catch (CompletionException failed) {
            return ((ImagePullException) failed.getCause()).reason();
        }
    }

    @Test
    void manyWhoWaitShareOnePull() {
        ImageStore store = store(Duration.ofMinutes(1), Duration.ofMinutes(1));
        CompletableFuture<Void> one = store.pull("a");
        CompletableFuture<Void> other = store.pull("a");
        await().until(() -> pulls.get() == 1);

        one.cancel(false);
        assertThat(other).isNotDone();
        assertThat(brokenOff.get()).isZero();

        arrived.complete(null);
        other.orTimeout(5, TimeUnit.SECONDS).join();
        assertThat(pulls.get()).isEqualTo(1);
    }

    @Test
    void theLastWhoLeavesBreaksThePullOff() {
        CompletableFuture<Void> only =
                store(Duration.ofMinutes(1), Duration.ofMinutes(1)).pull("a");
        await().until(() -> pulls.get() == 1);

        only.cancel(false);

        await().until(() -> brokenOff.get() == 1);
    }

    @Test
    void nobodyJoinsAPullThatIsBeingBrokenOff() {
        SharedPull pull = new SharedPull("a", Duration.ofMinutes(1), Duration.ofMinutes(1));

        pull.join().orElseThrow().cancel(false);

        assertThat(pull.join()).isEmpty();
    }

    @Test
    void aPullThatStandsStillIsGivenUp() {
        assertThat(reason(store(Duration.ofMinutes(1), Duration.ofMillis(200)).pull("a")))
                .isEqualTo(StatusReason.IMAGE_PULL_TIMEOUT);
        await().until(() -> brokenOff.get() == 1);
    }

    @Test
    void aPullThatTakesTooLongIsGivenUp() {
        assertThat(reason(store(Duration.ofMillis(300), Duration.ofSeconds(2)).pull("a")))
                .isEqualTo(StatusReason.IMAGE_PULL_TIMEOUT);
    }

    @Test
    void thePolicyDecides() {
        ImageStore store = store(Duration.ofMinutes(1), Duration.ofMinutes(1));

        assertThat(store.needsPull("box:latest", PullPolicy.MISSING)).isFalse();
        assertThat(store.needsPull("box:latest", PullPolicy.ALWAYS)).isTrue();
        assertThat(store.needsPull("box:latest", PullPolicy.NEVER)).isFalse();
        assertThat(store.needsPull("nosuch:latest", PullPolicy.MISSING)).isTrue();
        assertThatThrownBy(() -> store.needsPull("nosuch:latest", PullPolicy.NEVER))
                .isInstanceOf(ImagePullException.class)
                .hasMessageContaining("never");
    }

    @Test
    void aRegistryThatIsNotThereIsNoMissingImage() {
        ImageStore direct = new ImageStore(real, Duration.ofSeconds(30), Duration.ofSeconds(30));

        assertThat(reason(direct.pull("127.0.0.1:9/box:1"))).isEqualTo(StatusReason.IMAGE_PULL_FAILED);
    }
}
