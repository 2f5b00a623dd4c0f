package io.dwr.scheduler.liveness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.dwr.service.ServiceManager;
import io.dwr.test.NoticeListener;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.support.GenericApplicationContext;

/** What the scheduler tells the service manager that started it, with an HTTP server in the scheduler's place. */
class LivenessTest {
    private static final Duration LONG = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    @Test
    void itLivesWhileItsPortAnswersWhateverTheAnswer() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(503, -1);
            exchange.close();
        });
        server.start();
        GenericApplicationContext context = new GenericApplicationContext();
        context.refresh();
        try (NoticeListener listener =
                NoticeListener.open(directory.resolve("notify").toString())) {
            ServiceManager manager =
                    ServiceManager.of(Map.of("NOTIFY_SOCKET", listener.address(), "WATCHDOG_USEC", "200000"));
            int port = server.getAddress().getPort();

            Liveness.tell(manager, context, "0.0.0.0", port);

            await().atMost(LONG)
                    .until(() -> listener.notices().contains("WATCHDOG=1")
                            && listener.notices().contains("READY=1\nSTATUS=listens on 0.0.0.0:" + port));

            server.stop(0);
            await().atMost(LONG).until(() -> listener.notices().contains("STATUS=stuck"));
            assertThat(listener.notices().getLast()).isEqualTo("STATUS=stuck");

            context.close();
            await().atMost(LONG).until(() -> listener.notices().contains("STOPPING=1\nSTATUS=ends"));
        }
    }

    @Test
    void aWildcardAddressStandsForLoopback() {
        assertThat(Liveness.page("0.0.0.0", 8000)).hasToString("http://127.0.0.1:8000/");
        assertThat(Liveness.page("::", 8000)).hasToString("http://[::1]:8000/");
        assertThat(Liveness.page("fd00::7", 8000)).hasToString("http://[fd00::7]:8000/");
        assertThat(Liveness.page("10.0.0.7", 8000)).hasToString("http://10.0.0.7:8000/");
    }
}
