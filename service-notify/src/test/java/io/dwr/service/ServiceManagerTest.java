package io.dwr.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.awaitility.Awaitility.await;

import io.dwr.test.NoticeListener;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a real datagram socket, as systemd opens it. */
class ServiceManagerTest {
    private static final Duration LONG = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    @Test
    void whatIsToldArrivesInOrderAndInSystemdsWords() {
        try (NoticeListener listener =
                NoticeListener.open(directory.resolve("notify").toString())) {
            ServiceManager manager = ServiceManager.of(Map.of("NOTIFY_SOCKET", listener.address()));

            manager.status("waits for the engine");
            manager.ready("listens on\n127.0.0.1");
            manager.alive();
            manager.stopping("hands over");

            await().atMost(LONG).until(() -> listener.notices().size() == 4);
            assertThat(listener.notices())
                    .containsExactly(
                            "STATUS=waits for the engine",
                            "READY=1\nSTATUS=listens on 127.0.0.1",
                            "WATCHDOG=1",
                            "STOPPING=1\nSTATUS=hands over");
        }
    }

    @Test
    void aSocketWithoutAFileIsReachedByItsName() {
        try (NoticeListener listener = NoticeListener.open("@dwr-test-" + UUID.randomUUID())) {
            ServiceManager.of(Map.of("NOTIFY_SOCKET", listener.address())).alive();

            await().atMost(LONG).until(() -> listener.notices().contains("WATCHDOG=1"));
        }
    }

    @Test
    void withoutAServiceManagerNothingHappens() {
        ServiceManager manager = ServiceManager.of(Map.of("WATCHDOG_USEC", "1000"));

        assertThatCode(() -> manager.ready("runs")).doesNotThrowAnyException();
        assertThat(manager.watchdogTime()).isEmpty();
    }

    @Test
    void aServiceManagerThatIsGoneHarmsNothing() {
        ServiceManager manager = ServiceManager.of(
                Map.of("NOTIFY_SOCKET", directory.resolve("nobody").toString()));

        assertThatCode(manager::alive).doesNotThrowAnyException();
    }

    @Test
    void theWatchdogsTimeIsThatOfThisProcessOnly() {
        assertThat(time(Map.of("WATCHDOG_USEC", "20000000"))).isEqualTo(Duration.ofSeconds(20));
        assertThat(time(Map.of("WATCHDOG_USEC", "20000000", "WATCHDOG_PID", "1")))
                .isEqualTo(Duration.ZERO);
        assertThat(time(Map.of("WATCHDOG_USEC", "soon"))).isEqualTo(Duration.ZERO);
    }

    private static Duration time(Map<String, String> watchdog) {
        Map<String, String> environment = new HashMap<>(watchdog);
        environment.put("NOTIFY_SOCKET", "/run/nobody");
        return ServiceManager.of(environment).watchdogTime().orElse(Duration.ZERO);
    }

    @Test
    void aStuckProcessIsNotToldOfUntilItLivesAgain() {
        AtomicBoolean lives = new AtomicBoolean(true);
        try (NoticeListener listener =
                NoticeListener.open(directory.resolve("notify").toString())) {
            ServiceManager manager =
                    ServiceManager.of(Map.of("NOTIFY_SOCKET", listener.address(), "WATCHDOG_USEC", "40000"));
            try (Watchdog _ = Watchdog.start(manager, () -> answer(lives.get()))) {
                await().atMost(LONG).until(() -> listener.notices().size() > 3);
                assertThat(listener.notices()).containsOnly("WATCHDOG=1");

                lives.set(false);
                await().atMost(LONG).until(() -> listener.notices().contains("STATUS=stuck"));
                int told = listener.notices().size();
                assertThat(listener.notices().getLast()).isEqualTo("STATUS=stuck");

                lives.set(true);
                await().atMost(LONG).until(() -> listener.notices().size() > told);
                assertThat(listener.notices().subList(told, told + 1)).containsExactly("WATCHDOG=1");
            }
        }
    }

    private static boolean answer(boolean lives) {
        if (!lives) {
            throw new IllegalStateException("nobody answers");
        }
        return true;
    }
}
