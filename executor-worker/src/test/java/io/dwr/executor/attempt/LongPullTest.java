package io.dwr.executor.attempt;

import static io.dwr.executor.attempt.ExecutorFixture.image;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dwr.model.job.Stage;
import io.dwr.model.job.StatusReason;
import io.dwr.test.FakeRegistry;
import io.dwr.test.FakeRegistry.Repository;
import io.dwr.test.TinyImage;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Images that take long to come. */
@Tag("nightly")
class LongPullTest extends ExecutorStory {
    private final FakeRegistry registry = FakeRegistry.start();

    @Override
    @AfterEach
    void nothingIsLeft() {
        executor.forgetImages(registry.address());
        registry.close();
        super.nothingIsLeft();
    }

    private Repository dripping(int bytes, int perSecond) {
        return registry.serve("box", TinyImage.padded(bytes)).drips(perSecond);
    }

    /** Case 39: 180 MB at 1 MB/s. */
    @Test
    void aPullOfThreeMinutesIsNotCut() {
        executor.noProgress = Duration.ofSeconds(20);
        executor.restart(executor.engine);
        Repository box = dripping(180_000_000, 1_000_000);

        assertRuns(image(box.reference(), "true").timeout(60));
    }

    /** Case 77: 30 s of pull, 5 s of work, and a timeout of 10 s. */
    @Test
    void aPullThatTakesLongerThanTheTimeoutCostsNoRunTime() {
        Repository box = dripping(15_000_000, 500_000);

        assertRuns(image(box.reference(), "sleep", "5").timeout(10));

        assertThat(executor.ledger.stages).containsExactly(Stage.PULLING, Stage.STARTING, Stage.RUNNING);
    }

    private void assertRuns(AttemptSpec spec) {
        AttemptSupervisor supervisor = executor.begin(spec.as(job));

        await().atMost(Duration.ofMinutes(10)).until(() -> supervisor.outcome().isDone());
        assertThat(supervisor.outcome().join().reason()).isEqualTo(StatusReason.COMPLETED);
    }
}
