package io.dwr.cli.server;

import io.dwr.model.request.MalformedJsonException;
import io.dwr.model.request.StrictJson;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** A complete answer. */
final class Answer {
    private static final int MOST_BYTES = 256 << 20;
    private static final int MOST_DEPTH = 64;
    private static final Pattern NEXT = Pattern.compile("<([^>]*)>\\s*;[^,]*\\brel=\"?next\"?");

    private final int status;
    private final String retryAfter;
    private final String link;
    private final byte[] body;

    /**
     * An answer.
     *
     * @param retryAfter the header {@code Retry-After}, empty when there is none
     * @param link the header {@code Link}, empty when there is none
     */
    Answer(int status, String retryAfter, String link, byte[] body) {
        this.status = status;
        this.retryAfter = retryAfter;
        this.link = link;
        this.body = body;
    }

    int status() {
        return status;
    }

    String retryAfter() {
        return retryAfter;
    }

    boolean isSuccess() {
        return status >= 200 && status < 300;
    }

    JsonNode json() throws MalformedJsonException {
        return new StrictJson(MOST_BYTES, MOST_DEPTH).read(body);
    }

    /** Path and query of the next page. */
    Optional<String> next() {
        Matcher matcher = NEXT.matcher(link);
        return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
    }
}
