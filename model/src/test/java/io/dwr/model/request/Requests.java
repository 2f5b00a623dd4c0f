package io.dwr.model.request;

import static org.assertj.core.api.Assertions.assertThat;

import io.dwr.model.job.JobSpec;
import io.dwr.model.request.ParsedRequest.Invalid;
import io.dwr.model.request.ParsedRequest.Valid;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Requests as a user would write them. */
final class Requests {
    static final JobRequestParser PARSER = new JobRequestParser(RequestLimits.DEFAULT);

    private Requests() {}

    static ParsedRequest parse(String json) {
        return PARSER.parse(json.getBytes(StandardCharsets.UTF_8));
    }

    /** A request that is right but for {@code fields}, which follow the image. */
    static ParsedRequest with(String fields) {
        return parse("{\"docker_image\": \"box\", " + fields + "}");
    }

    static JobSpec valid(String fields) {
        return spec(with(fields));
    }

    static JobSpec spec(ParsedRequest parsed) {
        assertThat(parsed).isInstanceOf(Valid.class);
        return ((Valid) parsed).spec();
    }

    static List<Violation> violations(ParsedRequest parsed) {
        assertThat(parsed).isInstanceOf(Invalid.class);
        return ((Invalid) parsed).violations();
    }

    static Violation violation(ParsedRequest parsed) {
        List<Violation> violations = violations(parsed);
        assertThat(violations).hasSize(1);
        return violations.getFirst();
    }
}
