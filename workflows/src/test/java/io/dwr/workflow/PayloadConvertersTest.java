package io.dwr.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.dwr.model.job.ContainerOptions;
import io.dwr.model.job.GpuUsage;
import io.dwr.model.job.JobId;
import io.dwr.model.job.Outcome;
import io.dwr.model.job.RunPolicy;
import io.dwr.model.job.StatusReason;
import io.dwr.model.job.Usage;
import io.dwr.model.placement.Rank;
import io.dwr.model.placement.Supersession;
import io.dwr.model.placement.Withdrawal;
import io.temporal.api.common.v1.Payload;
import io.temporal.common.converter.DataConverter;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The written form is a contract with histories that are still open: changing it breaks running jobs. */
class PayloadConvertersTest {
    private static final String GOLDEN = """
            {"job_id":"019c0000-0000-7000-8000-000000000001","spec":{"name":"demo","labels":{},\
            "container":{"image":"alpine:latest","command":["echo","hi"],"entrypoint":[],"environment":{"A":""},\
            "volumes":[],"pull_policy":"MISSING","init":true,"tty":false},\
            "requirements":{"resources":{"milli_cpus":1000,"memory_bytes":1073741824},\
            "gpus":{"count":0,"memory_mib":0},"regions":[],"datacenters":[],"eligible_labels":{},\
            "excluded_labels":{},"excluded_executors":[]},\
            "policy":{"timeout_seconds":3600,"grace_period_seconds":10,"max_retries":0,"priority":50,\
            "queue":"default"}},"rank":{"priority":50,"submitted_at_millis":7},"lost_after_seconds":60}""";

    private final DataConverter converter = PayloadConverters.dataConverter();
    private final JobInput input = new JobInput(
            new JobId("019c0000-0000-7000-8000-000000000001"),
            WorkflowStory.spec(new RunPolicy(null, 3600, 10, 0, 50, "default")),
            new Rank(50, 7),
            60);

    @Test
    void theInputOfAJobIsWrittenAsItAlwaysWas() {
        Payload payload = converter.toPayload(input).orElseThrow();

        assertThat(payload.getData().toStringUtf8()).isEqualTo(GOLDEN);
    }

    @Test
    void whatWasWrittenIsReadBack() {
        Payload payload = converter.toPayload(input).orElseThrow();

        assertThat(converter.fromPayload(payload, JobInput.class, JobInput.class))
                .isEqualTo(input);
    }

    /** A job without options is written as before they came; what is written of them is read back. */
    @Test
    void optionsGoRound() {
        ContainerOptions options = new ContainerOptions(
                "node",
                true,
                null,
                new ContainerOptions.Limits(
                        1L << 20, null, List.of(), Map.of("core", new ContainerOptions.Ulimit(0, 0))),
                ContainerOptions.DEFAULT.privileges());
        Payload payload = converter.toPayload(options).orElseThrow();

        assertThat(payload.getData().toStringUtf8())
                .isEqualTo("{\"hostname\":\"node\",\"read_only\":true,\"limits\":{\"shm_bytes\":1048576,\"tmpfs\":[],"
                        + "\"ulimits\":{\"core\":{\"soft\":0,\"hard\":0}}},\"privileges\":{\"network\":\"bridge\","
                        + "\"privileged\":false,\"no_new_privileges\":false,\"cap_add\":[],\"cap_drop\":[],"
                        + "\"devices\":[]}}");
        assertThat(converter.fromPayload(payload, ContainerOptions.class, ContainerOptions.class))
                .isEqualTo(options);
    }

    @Test
    void aFieldOfANewerVersionIsPassedOver() {
        Payload payload = converter.toPayload(input).orElseThrow();
        Payload newer = payload.toBuilder()
                .setData(com.google.protobuf.ByteString.copyFromUtf8("{\"color\":\"blue\"," + GOLDEN.substring(1)))
                .build();

        assertThat(converter.fromPayload(newer, JobInput.class, JobInput.class)).isEqualTo(input);
    }

    /** A history may hold the answer of a version that knew no outcomes. */
    @Test
    void anAnswerThatWasOnceAFlagIsRead() {
        for (boolean gone : List.of(true, false)) {
            assertThat(converter.fromPayload(json(String.valueOf(gone)), Supersession.class, Supersession.class))
                    .isEqualTo(Supersession.of(gone));
            assertThat(converter.fromPayload(
                            converter.toPayload(Supersession.of(gone)).orElseThrow(),
                            Supersession.class,
                            Supersession.class))
                    .isEqualTo(Supersession.of(gone));
        }
    }

    @Test
    void aWithdrawalOfBeforeItToldAnObstacleIsRead() {
        assertThat(converter.fromPayload(json("{}"), Withdrawal.class, Withdrawal.class))
                .isEqualTo(Withdrawal.LEFT);
        Withdrawal told = Withdrawal.LEFT.because("no executor has registered yet: start one");
        assertThat(converter.fromPayload(converter.toPayload(told).orElseThrow(), Withdrawal.class, Withdrawal.class))
                .isEqualTo(told);
    }

    private Payload json(String text) {
        Payload payload = converter.toPayload(input).orElseThrow();
        return payload.toBuilder()
                .setData(com.google.protobuf.ByteString.copyFromUtf8(text))
                .build();
    }

    @Test
    void anOutcomeOfBeforeUsageWasMeasuredIsReadWithoutIt() {
        String written = "{\"reason\":\"COMPLETED\",\"exit_code\":0,\"message\":\"exit code 0\","
                + "\"container_id\":\"c0ffee\",\"finished_at\":\"2026-01-01T00:00:05Z\"}";

        assertThat(converter.fromPayload(json(written), Outcome.class, Outcome.class))
                .isEqualTo(new Outcome(
                        StatusReason.COMPLETED,
                        0,
                        "exit code 0",
                        "c0ffee",
                        null,
                        Instant.parse("2026-01-01T00:00:05Z")));
    }

    @Test
    void anOutcomeGoesRoundWithItsUsage() {
        Outcome outcome = new Outcome(StatusReason.COMPLETED, 0, "exit code 0", "c0ffee", null, Instant.EPOCH)
                .withUsage(new Usage(
                        Instant.EPOCH,
                        3.5,
                        0.5,
                        0.875,
                        1.25,
                        1,
                        2,
                        3,
                        4,
                        5,
                        6,
                        List.of(new GpuUsage("GPU-1", 5, 6, null, 0.25, 1.0, null))));
        Payload payload = converter.toPayload(outcome).orElseThrow();

        assertThat(converter.fromPayload(payload, Outcome.class, Outcome.class)).isEqualTo(outcome);
    }
}
