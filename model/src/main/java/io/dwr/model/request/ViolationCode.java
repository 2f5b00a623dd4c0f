package io.dwr.model.request;

import java.util.Locale;

/** The closed set of codes that programs may rely on. */
public enum ViolationCode {
    /** Not JSON, or JSON that is nested too deeply. */
    INVALID_JSON,
    /** The document, the spec or one value has too many bytes or entries. */
    TOO_LARGE,
    /** A field that every request must have is missing or null. */
    REQUIRED,
    /** Another JSON type is needed. */
    WRONG_TYPE,
    /** No field of a request has this name. */
    UNKNOWN_FIELD,
    /** The same field, or the same target, twice. */
    DUPLICATE,
    /** A number, or a length, outside its limits. */
    OUT_OF_RANGE,
    /** Text that does not follow the rule of its field. */
    INVALID_FORMAT,
    /** Two fields contradict each other. */
    CONFLICT,
    /** Well formed, and refused on every executor. */
    FORBIDDEN,
    /** More violations than are listed. */
    TOO_MANY_VIOLATIONS;

    /** The code in JSON: lower case. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
