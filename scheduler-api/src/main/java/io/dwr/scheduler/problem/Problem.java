package io.dwr.scheduler.problem;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.dwr.model.request.Violation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A problem document (RFC 9457).
 *
 * @param instance path of the request
 * @param errors all that is wrong, when there is more to say than {@code detail}
 * @param job the true state of the job in question, if that is the problem
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Problem(
        String type,
        String title,
        int status,
        String detail,
        String instance,
        String code,
        @Nullable List<Violation> errors,
        @Nullable Object job) {
    static Problem of(ProblemException exception, String instance) {
        ProblemCode code = exception.code();
        return new Problem(
                "urn:dwr:problem:" + code.code(),
                code.title(),
                code.status(),
                exception.detail(),
                instance,
                code.code(),
                exception.errors().isEmpty() ? null : exception.errors(),
                exception.job());
    }
}
