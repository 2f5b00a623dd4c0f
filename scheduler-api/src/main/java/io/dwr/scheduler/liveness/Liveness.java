package io.dwr.scheduler.liveness;

import io.dwr.service.ServiceManager;
import io.dwr.service.Watchdog;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.time.Duration;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.event.ContextClosedEvent;

/** A scheduler lives while its own port answers, whatever the answer is: that Redis is away is no reason to restart. */
public final class Liveness {
    private static final int ANSWER_MILLIS = (int) Duration.ofSeconds(5).toMillis();

    private final URI page;

    private Liveness(URI page) {
        this.page = page;
    }

    /** Says that the scheduler is ready, then that it lives, until the context closes. */
    public static void tell(ServiceManager manager, ConfigurableApplicationContext context, String host, int port) {
        Liveness liveness = new Liveness(page(host, port));
        Watchdog watchdog = Watchdog.start(manager, liveness::answers);
        ApplicationListener<ContextClosedEvent> end = closed -> {
            manager.stopping("ends");
            watchdog.close();
        };
        context.addApplicationListener(end);
        manager.ready("listens on " + host + ":" + port);
    }

    /** A wildcard address stands for loopback. */
    static URI page(String host, int port) {
        String reached = switch (host) {
            case "0.0.0.0" -> "127.0.0.1";
            case "::", "[::]" -> "[::1]";
            default -> host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host;
        };
        return URI.create("http://" + reached + ":" + port + "/");
    }

    private boolean answers() {
        try {
            HttpURLConnection connection = (HttpURLConnection) page.toURL().openConnection();
            connection.setConnectTimeout(ANSWER_MILLIS);
            connection.setReadTimeout(ANSWER_MILLIS);
            connection.setRequestProperty("Connection", "close");
            try {
                return connection.getResponseCode() > 0;
            } finally {
                connection.disconnect();
            }
        } catch (IOException silent) {
            return false;
        }
    }
}
