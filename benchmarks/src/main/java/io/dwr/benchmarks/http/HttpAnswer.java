package io.dwr.benchmarks.http;

/**
 * A whole answer.
 *
 * @param body as text
 */
public record HttpAnswer(int status, String body) {
    private static final int FIRST_ERROR = 300;

    /** The body, if the status is one of success. */
    public String orFail(String what) {
        if (status >= FIRST_ERROR) {
            throw new IllegalStateException(what + " was answered " + status + ": " + body.strip());
        }
        return body;
    }
}
