package io.dwr.executor.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RhythmTest {
    @Test
    void neitherAFaultNorAnErrorEndsIt() {
        AtomicInteger beats = new AtomicInteger();
        try (Rhythm _ = new Rhythm("test", Duration.ofMillis(5), () -> beat(beats.incrementAndGet()))) {
            await().atMost(Duration.ofSeconds(60)).until(() -> beats.get() > 3);
        }
    }

    @Test
    void oneThatIsStuckIsLate() {
        CountDownLatch over = new CountDownLatch(1);
        try (Rhythm rhythm = new Rhythm("test", Duration.ofMillis(5), over::await)) {
            assertThat(rhythm.beatWithin(Duration.ofMinutes(1))).isTrue();
            await().atMost(Duration.ofSeconds(60)).until(() -> !rhythm.beatWithin(Duration.ofMillis(50)));

            over.countDown();

            await().atMost(Duration.ofSeconds(60)).until(() -> rhythm.beatWithin(Duration.ofMillis(50)));
        }
    }

    private static void beat(int number) {
        if (number == 1) {
            throw new IllegalStateException("a fault");
        }
        if (number == 2) {
            throw new StackOverflowError("an error");
        }
    }
}
