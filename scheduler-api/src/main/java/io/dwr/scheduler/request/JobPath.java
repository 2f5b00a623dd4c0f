package io.dwr.scheduler.request;

import io.dwr.model.job.JobId;
import io.dwr.scheduler.problem.ProblemCode;
import io.dwr.scheduler.problem.ProblemException;
import java.util.Locale;

/** The id of a job in a path. */
public final class JobPath {
    private JobPath() {}

    /** Reads it, in either case of letters. What has not the form of an id is the id of no job. */
    public static JobId id(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        if (!JobId.isValid(lower)) {
            throw ProblemException.of(
                    ProblemCode.JOB_NOT_FOUND,
                    "There is no job with this id: a job id is a UUID, as POST /jobs answers it and GET /jobs lists it.");
        }
        return new JobId(lower);
    }

    public static ProblemException notFound(JobId id) {
        return ProblemException.of(
                ProblemCode.JOB_NOT_FOUND,
                "There is no job " + id
                        + ": it was never submitted here, or ended so long ago that its record is gone.");
    }
}
