package io.dwr.cli.server;

import io.dwr.cli.CliException;
import io.dwr.model.request.MalformedJsonException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Requests to the scheduler. What is not a success is an exception. */
public final class SchedulerClient {
    private static final String JSON = "application/json";
    private static final Duration ANSWER = Duration.ofSeconds(60);
    private static final long LONGEST_RETRY_SECONDS = 3600;

    private final ServerAddress server;

    public SchedulerClient(ServerAddress server) {
        this.server = server;
    }

    public ServerAddress server() {
        return server;
    }

    public JsonNode get(String path) {
        return json(answer("GET", path, null, Map.of()));
    }

    public JsonNode post(String path, byte[] body, Map<String, String> headers) {
        return json(answer("POST", path, body, headers));
    }

    public JsonNode delete(String path) {
        return json(answer("DELETE", path, null, Map.of()));
    }

    /** One page of a list. */
    public Page page(String path) {
        Answer answer = answer("GET", path, null, Map.of());
        return new Page(json(answer), answer.next().map(this::relative));
    }

    /**
     * One page of a list.
     *
     * @param next path and query of the next one
     */
    public record Page(JsonNode items, Optional<String> next) {}

    private Answer answer(String method, String path, byte @Nullable [] body, Map<String, String> headers) {
        Answer answer = new HttpExchange(method, server.resolve(path), JSON, headers, ANSWER).complete(body);
        if (!answer.isSuccess()) {
            throw refused(answer);
        }
        return answer;
    }

    private RefusedException refused(Answer answer) {
        Problem problem = Problem.of(answer);
        String message = problem.code().isEmpty()
                ? "something at " + server + " answered that is no scheduler of dwr: " + problem.detail()
                        + ". Correct --server or " + ServerAddress.VARIABLE
                : problem.detail();
        return new RefusedException(message, problem, retryAfter(answer.retryAfter()));
    }

    private JsonNode json(Answer answer) {
        try {
            return answer.json();
        } catch (MalformedJsonException e) {
            throw new CliException(
                    "the answer of " + server + " cannot be read: " + e.getMessage() + ". Is it a scheduler of dwr?",
                    e);
        }
    }

    /** A link may be absolute, with a host that only the server knows itself by. */
    private String relative(String link) {
        int path = link.contains("://") ? link.indexOf('/', link.indexOf("://") + "://".length()) : 0;
        return path < 0 ? "/" : link.substring(path);
    }

    private static Duration retryAfter(String header) {
        try {
            return Duration.ofSeconds(Math.clamp(Long.parseLong(header.strip()), 0, LONGEST_RETRY_SECONDS));
        } catch (NumberFormatException e) {
            return Duration.ZERO;
        }
    }
}
