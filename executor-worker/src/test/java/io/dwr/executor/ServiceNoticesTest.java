package io.dwr.executor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dwr.executor.engine.docker.TestEngine;
import io.dwr.test.NoticeListener;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an executor tells the service manager that started it. Redis and Temporal are away, which it waits out. */
class ServiceNoticesTest {
    private static final Duration LONG = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    private ExecutorProcess executor(NoticeListener listener, String engine) {
        Map<String, String> settings = new HashMap<>(Map.of(
                "TEMPORAL_ADDRESS",
                "127.0.0.1:9",
                "REDIS_HOST",
                "127.0.0.1",
                "REDIS_PORT",
                "9",
                "EXECUTOR_GUARD",
                "external",
                "NOTIFY_SOCKET",
                listener.address(),
                "WATCHDOG_USEC",
                "2000000"));
        settings.put("DOCKER_HOST", engine);
        return new ExecutorProcess("noticed", "test-notices", directory.resolve("state"), settings);
    }

    private NoticeListener listen() {
        return NoticeListener.open(directory.resolve("notify").toString());
    }

    @Test
    void itIsReadyOnceItHasBegunAndLivesUntilItStops() throws Exception {
        try (NoticeListener listener = listen();
                ExecutorProcess executor = executor(listener, TestEngine.host().toString())) {
            await().atMost(LONG)
                    .until(() -> listener.notices().stream()
                                    .filter("WATCHDOG=1"::equals)
                                    .count()
                            > 2);
            assertThat(listener.notices().getFirst()).isEqualTo("READY=1\nSTATUS=executor noticed");

            executor.stop();

            await().atMost(LONG)
                    .until(() -> listener.notices().stream().anyMatch(notice -> notice.startsWith("STOPPING=1\n")));
        }
    }

    @Test
    void anEngineThatIsAwayIsWhatItWaitsFor() {
        try (NoticeListener listener = listen();
                ExecutorProcess _ = executor(listener, "unix:///nonexistent/docker.sock")) {
            await().atMost(LONG).until(() -> listener.notices().size() > 1);

            assertThat(listener.notices())
                    .allMatch(notice -> notice.startsWith("STATUS=waits: the container engine at "
                            + "unix:///nonexistent/docker.sock does not answer"));
        }
    }

    @Test
    void aGuardThatAnOperatorForgotIsMissed() throws Exception {
        try (NoticeListener listener = listen();
                ExecutorProcess executor = executor(listener, TestEngine.host().toString())) {
            await().atMost(LONG).until(() -> executor.output().contains("no guard watches over"));

            try (FileChannel file = FileChannel.open(
                            directory.resolve("state/guard.lock"),
                            StandardOpenOption.CREATE,
                            StandardOpenOption.WRITE);
                    FileLock _ = file.lock()) {
                await().atMost(LONG).until(() -> executor.output().contains("a guard watches over"));
            }
        }
    }
}
