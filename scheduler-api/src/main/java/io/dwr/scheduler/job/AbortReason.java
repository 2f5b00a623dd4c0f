package io.dwr.scheduler.job;

import io.dwr.model.request.AbortRequest;
import io.dwr.model.request.Violation;
import io.dwr.model.request.ViolationCode;
import io.dwr.scheduler.request.JsonBody;
import io.dwr.scheduler.request.QueryParameters;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Why somebody stops a job, in a person's words; null when nothing is said. */
final class AbortReason {
    private static final String REASON = "reason";

    private AbortReason() {}

    /** From {@code ?reason=}. */
    static @Nullable String ofQuery(HttpServletRequest request) {
        QueryParameters parameters = QueryParameters.of(request, REASON);
        String reason = parameters.text(REASON);
        String rule = reason == null ? null : AbortRequest.refusal(reason);
        if (rule != null) {
            parameters.refuse(REASON, rule);
        }
        parameters.check();
        return reason;
    }

    /** From a body {@code {"reason": "…"}} or from the query. */
    static @Nullable String ofBodyOrQuery(HttpServletRequest request) throws IOException {
        String inQuery = ofQuery(request);
        String inBody = ofBody(JsonBody.readOptional(request, AbortRequest.MOST_BODY_BYTES));
        if (inBody == null) {
            return inQuery;
        }
        if (inQuery != null && !inQuery.equals(inBody)) {
            throw JobRequests.refusal(List.of(new Violation(
                    ViolationCode.CONFLICT.code(),
                    "/" + REASON,
                    "the body and the query give different reasons: send one of them")));
        }
        return inBody;
    }

    private static @Nullable String ofBody(byte[] body) {
        if (body.length == 0) {
            return null;
        }
        AbortRequest request = AbortRequest.parse(body);
        if (!request.violations().isEmpty()) {
            throw JobRequests.refusal(request.violations());
        }
        return request.reason();
    }
}
