package io.dwr.scheduler.job;

import io.dwr.model.job.JobSpec;
import io.dwr.model.request.JobRequestParser;
import io.dwr.model.request.ParsedRequest;
import io.dwr.model.request.Violation;
import io.dwr.model.request.ViolationCode;
import io.dwr.redis.job.JobStore.Idempotency;
import io.dwr.scheduler.problem.ProblemCode;
import io.dwr.scheduler.problem.ProblemException;
import io.dwr.scheduler.request.JsonBody;
import io.dwr.scheduler.settings.SchedulerSettings;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Reads what a caller says of a job, and refuses what cannot be meant. */
@Component
final class JobRequests {
    private static final Pattern KEY = Pattern.compile("[\\x21-\\x7e]{1,255}");

    private final JobRequestParser parser;

    JobRequests(SchedulerSettings settings) {
        this.parser = new JobRequestParser(settings.requestLimits());
    }

    JobSpec spec(byte[] body) {
        return switch (parser.parse(body)) {
            case ParsedRequest.Valid valid -> valid.spec();
            case ParsedRequest.Invalid invalid -> throw refusal(invalid.violations());
        };
    }

    /**
     * A repeatable submission, or null without a key.
     *
     * @param body byte for byte: the same job means the same bytes
     */
    @Nullable
    Idempotency idempotency(@Nullable String key, byte[] body) {
        if (key == null) {
            return null;
        }
        if (!KEY.matcher(key).matches()) {
            throw ProblemException.invalid(
                    ProblemCode.INVALID_PARAMETER,
                    List.of(new Violation(
                            ViolationCode.INVALID_FORMAT.code(),
                            "Idempotency-Key",
                            "the header Idempotency-Key must be 1 to 255 visible ASCII characters without spaces; a UUID"
                                    + " is a good one")));
        }
        return new Idempotency(key, hash(body));
    }

    static ProblemException refusal(List<Violation> violations) {
        return JsonBody.refusal(violations);
    }

    private static String hash(byte[] body) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }
}
