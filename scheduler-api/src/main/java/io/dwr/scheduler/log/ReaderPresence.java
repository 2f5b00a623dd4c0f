package io.dwr.scheduler.log;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.apache.coyote.ActionCode;
import org.springframework.boot.tomcat.ConfigurableTomcatWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Whether a reader is still there. A servlet learns that one left only by writing to it, and of a quiet log nothing is
 * written, perhaps for days: so the connection is looked at, as proxies do. To be asked on the request's own thread.
 */
final class ReaderPresence {
    private static final String ATTRIBUTE = ReaderPresence.class.getName();

    private final org.apache.coyote.Request connection;

    private ReaderPresence(org.apache.coyote.Request connection) {
        this.connection = connection;
    }

    static ReaderPresence of(HttpServletRequest request) {
        return (ReaderPresence) request.getAttribute(ATTRIBUTE);
    }

    /** The end of a connection is there at every look, and an early next request at the first one only. */
    boolean hasLeft() {
        look();
        return look() > 0;
    }

    private int look() {
        connection.action(ActionCode.AVAILABLE, true);
        return connection.getAvailable();
    }

    @Configuration(proxyBeanMethods = false)
    static class Installation {
        @Bean
        WebServerFactoryCustomizer<ConfigurableTomcatWebServerFactory> readerPresence() {
            return tomcat -> tomcat.addEngineValves(new Note());
        }
    }

    private static final class Note extends ValveBase {
        Note() {
            super(true);
        }

        @Override
        public void invoke(Request request, Response response) throws IOException, ServletException {
            request.setAttribute(ATTRIBUTE, new ReaderPresence(request.getCoyoteRequest()));
            getNext().invoke(request, response);
        }
    }
}
