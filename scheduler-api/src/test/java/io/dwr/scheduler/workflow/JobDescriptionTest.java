package io.dwr.scheduler.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.dwr.model.job.JobSpec;
import io.dwr.model.request.JobRequestParser;
import io.dwr.model.request.ParsedRequest;
import io.dwr.model.request.RequestLimits;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class JobDescriptionTest {
    @Test
    void theSummaryIsImageAndCommandOnOneLine() {
        assertThat(summary("{\"docker_image\":\"alpine\",\"command\":[\"echo\",\"a\\nb\"]}"))
                .isEqualTo("alpine echo a b");
        assertThat(summary("{\"docker_image\":\"alpine\",\"name\":\"nightly\"}"))
                .isEqualTo("nightly");
    }

    @Test
    void theSummaryHasAtMost200BytesAndNoHalfCharacter() {
        String summary = summary("{\"docker_image\":\"alpine\",\"command\":[\"" + "方".repeat(500) + "\"]}");
        assertThat(summary.getBytes(StandardCharsets.UTF_8).length).isBetween(195, 200);
        assertThat(summary).doesNotContain("\uFFFD").endsWith("方");
    }

    private static String summary(String request) {
        ParsedRequest parsed =
                new JobRequestParser(RequestLimits.DEFAULT).parse(request.getBytes(StandardCharsets.UTF_8));
        JobSpec spec = ((ParsedRequest.Valid) parsed).spec();
        return JobDescription.summary(spec);
    }
}
