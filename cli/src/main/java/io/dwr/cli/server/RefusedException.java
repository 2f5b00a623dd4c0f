package io.dwr.cli.server;

import io.dwr.cli.CliException;
import java.time.Duration;
import java.util.Set;

/** The scheduler answered with a problem. */
public final class RefusedException extends CliException {
    private static final long serialVersionUID = 1;
    private static final Set<Integer> TEMPORARY = Set.of(502, 503, 504);
    private static final int NOT_FOUND = 404;
    private static final int CONFLICT = 409;

    private final transient Problem problem;
    private final Duration retryAfter;

    RefusedException(String message, Problem problem, Duration retryAfter) {
        super(message);
        this.problem = problem;
        this.retryAfter = retryAfter;
    }

    public Problem problem() {
        return problem;
    }

    /** What the server asks to wait before another try; zero when it says nothing. */
    public Duration retryAfter() {
        return retryAfter;
    }

    /** Redis or Temporal is away: the same request may succeed later. */
    public boolean isTemporary() {
        return TEMPORARY.contains(problem.status());
    }

    public boolean isNotFound() {
        return problem.status() == NOT_FOUND;
    }

    public boolean isConflict() {
        return problem.status() == CONFLICT;
    }
}
