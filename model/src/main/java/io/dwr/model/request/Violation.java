package io.dwr.model.request;

/**
 * One thing that is wrong with a request.
 *
 * @param code stable, for programs: the lower-case name of a {@link ViolationCode}
 * @param pointer where, as a JSON pointer (RFC 6901); empty = the whole document
 * @param message for a person: the field, the limit, the next step
 */
public record Violation(String code, String pointer, String message) {}
