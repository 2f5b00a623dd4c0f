package io.dwr.executor.report;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RhythmTest {
    @Test
    void neitherAFaultNorAnErrorEndsIt() {
        AtomicInteger beats = new AtomicInteger();
        try (Rhythm _ = new Rhythm("test", Duration.ofMillis(5), () -> beat(beats.incrementAndGet()))) {
            await().until(() -> beats.get() > 3);
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
