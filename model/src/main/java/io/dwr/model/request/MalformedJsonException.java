package io.dwr.model.request;

/** Bytes that are not one JSON document within the limits. */
public final class MalformedJsonException extends Exception {
    private static final long serialVersionUID = 1;

    private final ViolationCode code;
    private final String pointer;

    MalformedJsonException(ViolationCode code, String pointer, String message) {
        super(message);
        this.code = code;
        this.pointer = pointer;
    }

    public Violation violation() {
        return new Violation(code.code(), pointer, String.valueOf(getMessage()));
    }
}
