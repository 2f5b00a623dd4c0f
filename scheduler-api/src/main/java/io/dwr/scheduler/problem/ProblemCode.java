package io.dwr.scheduler.problem;

import java.util.Locale;

/** The closed set of codes that programs may rely on. */
public enum ProblemCode {
    /** The body is JSON that cannot be taken; {@code errors} lists why. */
    INVALID_REQUEST(400, "The request is not valid"),
    /** The body is not one JSON document within the limits. */
    INVALID_JSON(400, "The body is not valid JSON"),
    /** Query parameters or headers that cannot be used; {@code errors} lists them. */
    INVALID_PARAMETER(400, "A parameter is not valid"),
    /** A browser sent it from a page of another site. */
    CROSS_SITE(403, "Requests from other sites are refused"),
    JOB_NOT_FOUND(404, "No such job"),
    EXECUTOR_NOT_FOUND(404, "No such executor"),
    QUEUE_NOT_FOUND(404, "No such queue"),
    /** The attempt did not fail on an executor, or nothing was kept of it. */
    POSTMORTEM_NOT_FOUND(404, "No such post-mortem"),
    PATH_NOT_FOUND(404, "No such path"),
    METHOD_NOT_ALLOWED(405, "The method is not allowed here"),
    NOT_ACCEPTABLE(406, "The answer has no such form"),
    /** The job has a final status, which never changes; {@code status} of the job stands in {@code job}. */
    JOB_ENDED(409, "The job has ended"),
    /** Only an executor that is out of contact and holds nothing can be removed. */
    EXECUTOR_IN_USE(409, "The executor is still in use"),
    BODY_TOO_LARGE(413, "The body is too large"),
    UNSUPPORTED_MEDIA_TYPE(415, "The body has another form than is taken here"),
    /** The idempotency key was used for another body. */
    IDEMPOTENCY_CONFLICT(422, "The idempotency key belongs to another request"),
    /** The queue of the job has as many pending jobs as its quota allows. */
    QUEUE_FULL(429, "The queue is full"),
    /** A fault of this service; its log has the same {@code instance}. */
    INTERNAL_ERROR(500, "The scheduler failed"),
    REDIS_UNAVAILABLE(503, "Redis does not answer"),
    TEMPORAL_UNAVAILABLE(503, "Temporal does not answer");

    private final int status;
    private final String title;

    ProblemCode(int status, String title) {
        this.status = status;
        this.title = title;
    }

    /** HTTP status. */
    public int status() {
        return status;
    }

    public String title() {
        return title;
    }

    /** The code in JSON: lower case. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
