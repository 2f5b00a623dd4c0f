package io.dwr.model.request;

import io.dwr.model.job.ContainerSpec;
import io.dwr.model.job.JobSpec;
import io.dwr.model.job.Permission;
import io.dwr.model.request.ParsedRequest.Invalid;
import io.dwr.model.request.ParsedRequest.Valid;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * Reads a job request: a spec with every default filled in, or all that is wrong with it at once. Accepts nothing that
 * no executor could run for a cause in the request alone. Safe for use by several threads.
 */
public final class JobRequestParser {
    /** Most bytes of a spec as {@link JobSpecFields} writes it: a workflow's history holds it. */
    public static final int MOST_SPEC_BYTES = 64 * 1024;

    /** Most bytes of a request, white space and escapes included. */
    public static final int MOST_BODY_BYTES = 256 * 1024;

    private static final int MOST_DEPTH = 8;

    private final RequestLimits limits;
    private final StrictJson json = new StrictJson(MOST_BODY_BYTES, MOST_DEPTH);

    public JobRequestParser(RequestLimits limits) {
        this.limits = limits;
    }

    /** Reads a request as it was sent. */
    public ParsedRequest parse(byte[] body) {
        try {
            return parse(json.read(body));
        } catch (MalformedJsonException e) {
            return new Invalid(List.of(e.violation()));
        }
    }

    /** Reads a request that is a tree already; {@link #parse(byte[])} also refuses what only the bytes show. */
    public ParsedRequest parse(JsonNode request) {
        Violations violations = new Violations();
        if (!request.isObject()) {
            violations.add(
                    ViolationCode.WRONG_TYPE, "", "the request is not a JSON object: send {\"docker_image\": …}");
            return new Invalid(violations.list());
        }
        JobSpec spec = spec(request, violations);
        if (violations.isEmpty()) {
            new OptionChecks(spec, violations).check();
            checkSize(spec, violations);
        }
        return violations.isEmpty() ? new Valid(spec) : new Invalid(violations.list());
    }

    private JobSpec spec(JsonNode request, Violations violations) {
        Fields fields = new Fields(request, violations);
        checkNames(request, violations);
        IdentityFields identity = new IdentityFields(fields, violations);
        ContainerSpec container = new ContainerFields(fields, violations).read();
        return new JobSpec(
                identity.name(),
                identity.labels(),
                container,
                new RequirementFields(fields, violations)
                        .read()
                        .withEligibleLabels(Permission.labels(Permission.neededBy(container.chosen()))),
                new PolicyFields(fields, limits).read());
    }

    private static void checkNames(JsonNode request, Violations violations) {
        for (String name : request.propertyNames()) {
            if (KnownFields.NAMES.contains(name)) {
                continue;
            }
            String meant = KnownFields.meant(name);
            violations.add(
                    ViolationCode.UNKNOWN_FIELD,
                    Fields.pointer(name),
                    "no field is called " + Quoted.of(name)
                            + (meant == null
                                    ? ": remove it, or see docs/api.md for the fields"
                                    : ": did you mean " + meant + "?"));
        }
    }

    private static void checkSize(JobSpec spec, Violations violations) {
        int bytes = JobSpecFields.bytes(spec).length;
        if (bytes > MOST_SPEC_BYTES) {
            violations.add(
                    ViolationCode.TOO_LARGE,
                    "",
                    "the job has " + bytes + " bytes: at most " + MOST_SPEC_BYTES
                            + " are taken; put large values into the image or a volume");
        }
    }
}
