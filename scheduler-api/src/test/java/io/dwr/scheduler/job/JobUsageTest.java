package io.dwr.scheduler.job;

import static io.dwr.scheduler.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import io.dwr.model.job.GpuUsage;
import io.dwr.model.job.JobId;
import io.dwr.model.job.Usage;
import io.dwr.model.job.UsagePoint;
import io.dwr.model.job.UsageSeries;
import io.dwr.scheduler.Http;
import io.dwr.scheduler.Stack;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What executors note of a job's container, as the API shows it. */
class JobUsageTest {
    private static final Instant AT = Instant.parse("2026-01-01T00:10:00.5Z");
    private static final Instant IDLE = Instant.parse("2026-01-01T00:00:00Z");

    private final Stack stack = Stack.shared();
    private final Http http = stack.http;
    private String id = "";

    @BeforeEach
    void submit() {
        id = http.postJson("/jobs", "{\"docker_image\":\"box\",\"cpu_cores\":4000}")
                .json()
                .path("job_id")
                .asString();
    }

    private void note() {
        Usage usage = new Usage(
                AT, 3.5, 0.5, 0.875, 1.25, 7, 9, 1, 2, 3, 4, List.of(new GpuUsage("GPU-1", 5, 6, 0.0, 0.0, 0.0, IDLE)));
        UsageSeries series = UsageSeries.EMPTY
                .plus(new UsagePoint(IDLE, 1.25, 9, 1, 2, 3, 4, 0.0, 6))
                .plus(new UsagePoint(AT, 0.5, 7, 1, 2, 3, 4, 0.0, 5));
        stack.stores.usageStore().note(new JobId(id), 1, usage, series);
    }

    @Test
    void aJobThatWasNeverSampledHasNone() {
        assertThat(http.get("/jobs/" + id).json().path("usage").isNull()).isTrue();
        JsonNode page = http.get("/jobs/" + id + "/usage").json();
        assertThat(page.path("usage").isNull()).isTrue();
        assertThat(page.path("attempt").asInt()).isEqualTo(1);
        assertThat(page.path("points").isEmpty()).isTrue();
    }

    @Test
    void pageListAndSeriesShowIt() {
        note();

        JsonNode job = http.get("/jobs/" + id).json();
        assertThat(job.path("usage").path("peak_memory_bytes").asLong()).isEqualTo(9);
        assertThat(job.path("usage").path("sampled_at").asString()).isEqualTo("2026-01-01T00:10:00.500Z");
        assertThat(job.path("usage").path("gpus").get(0).path("idle_since").asString())
                .isEqualTo("2026-01-01T00:00:00.000Z");
        assertThat(job.path("gpu_idle_since").asString()).isEqualTo("2026-01-01T00:00:00.000Z");
        assertThat(job.path("links").path("usage").asString()).isEqualTo("/jobs/" + id + "/usage");
        JsonNode page = http.get("/jobs/" + id + "/usage").json();
        assertThat(page.path("job_id").asString()).isEqualTo(id);
        assertThat(page.path("samples_per_point").asInt()).isEqualTo(1);
        assertThat(page.path("points").size()).isEqualTo(2);
        assertThat(page.path("points").get(0).path("cpu_cores").asDouble()).isEqualTo(1.25);
        assertThat(page.path("points").get(1).path("gpu_memory_bytes").asLong()).isEqualTo(5);
    }

    @Test
    void anUnknownJobHasNoPage() {
        assertProblem(http.get("/jobs/01890000-0000-7000-8000-000000000001/usage"), 404, "job_not_found");
        assertThat(http.get("/jobs/" + id + "/usage?x=1").status()).isEqualTo(400);
    }
}
