package io.dwr.scheduler.problem;

import io.dwr.model.request.Violation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A request that is answered with a problem document. {@link ProblemCode} says what a caller can do about it. */
public final class ProblemException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final ProblemCode code;
    private final transient List<Violation> errors;
    private final transient @Nullable Object job;

    private ProblemException(
            ProblemCode code, String detail, List<Violation> errors, @Nullable Object job, @Nullable Throwable cause) {
        super(detail, cause);
        this.code = code;
        this.errors = List.copyOf(errors);
        this.job = job;
    }

    /** A problem that one sentence explains: cause, consequence, next step. */
    public static ProblemException of(ProblemCode code, String detail) {
        return new ProblemException(code, detail, List.of(), null, null);
    }

    /** A problem of something that this service stands on. */
    public static ProblemException causedBy(ProblemCode code, String detail, Throwable cause) {
        return new ProblemException(code, detail, List.of(), null, cause);
    }

    /** A request with things wrong in it, all of them at once. */
    public static ProblemException invalid(ProblemCode code, List<Violation> errors) {
        String first = errors.getFirst().message();
        String detail = errors.size() == 1 ? first : first + " (and " + (errors.size() - 1) + " more: see errors)";
        return new ProblemException(code, detail, errors, null, null);
    }

    /** A job in another state than the request needs. */
    public static ProblemException wrongState(String detail, Object job) {
        return new ProblemException(ProblemCode.JOB_ENDED, detail, List.of(), job, null);
    }

    public ProblemCode code() {
        return code;
    }

    String detail() {
        return String.valueOf(getMessage());
    }

    List<Violation> errors() {
        return errors;
    }

    @Nullable
    Object job() {
        return job;
    }
}
