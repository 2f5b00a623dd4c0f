package io.dwr.model.request;

import io.dwr.model.job.JobSpec;
import java.util.List;

/** What became of a request: a spec, or everything that is wrong with it. */
public sealed interface ParsedRequest {
    /** A request that can be kept as it is. */
    record Valid(JobSpec spec) implements ParsedRequest {}

    /**
     * A request that is refused.
     *
     * @param violations at least one
     */
    record Invalid(List<Violation> violations) implements ParsedRequest {
        public Invalid {
            violations = List.copyOf(violations);
        }
    }
}
