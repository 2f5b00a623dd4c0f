package io.dwr.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.dwr.model.job.AttemptRecord;
import io.dwr.model.job.Cause;
import io.dwr.model.job.ContainerOptions;
import io.dwr.model.job.ContainerSpec;
import io.dwr.model.job.GpuUsage;
import io.dwr.model.job.ImageUse;
import io.dwr.model.job.JobSpec;
import io.dwr.model.job.Limit;
import io.dwr.model.job.Outcome;
import io.dwr.model.job.PullPolicy;
import io.dwr.model.job.PullProgress;
import io.dwr.model.job.PullRetry;
import io.dwr.model.job.RunPolicy;
import io.dwr.model.job.SentBy;
import io.dwr.model.job.StatusReason;
import io.dwr.model.job.Usage;
import io.dwr.model.job.VolumeMount;
import io.dwr.model.placement.GpuRequirements;
import io.dwr.model.placement.Requirements;
import io.dwr.model.placement.Reservation;
import io.dwr.model.placement.Resources;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The stored form is a contract with records that are already in Redis. */
class StoredJsonTest {
    private static final JobSpec SPEC = new JobSpec(
            "nightly",
            Map.of("team", "ml"),
            new ContainerSpec(
                    "box:latest",
                    List.of("sh", "-c", "echo 日本 \"x\""),
                    List.of("/bin/tini"),
                    Map.of("A", ""),
                    List.of(new VolumeMount("/srv/in", "/in", true)),
                    "/work",
                    "1000:1000",
                    PullPolicy.ALWAYS,
                    "prod",
                    false,
                    true),
            new Requirements(
                    new Resources(1_500, 123_456_789),
                    new GpuRequirements(2, " A100 ", 40_000),
                    Set.of("north"),
                    Set.of("n1"),
                    Map.of("disk", "fast"),
                    Map.of("spot", "yes"),
                    Set.of("ada")),
            new RunPolicy(60L, 3600, 10, 2, 90, "default"));

    private static final AttemptRecord ATTEMPT = new AttemptRecord(
            2,
            new Reservation("ada", "10.0.0.1", List.of("GPU-1")),
            new Outcome(
                    StatusReason.EXIT_CODE,
                    3,
                    "exit code 3",
                    "c0ffee",
                    Instant.parse("2026-01-01T00:00:00.123456789Z"),
                    Instant.parse("2026-01-01T00:00:05Z"),
                    new Usage(
                            Instant.parse("2026-01-01T00:00:04Z"),
                            3.5,
                            0.5,
                            0.875,
                            1.25,
                            1_000,
                            2_000,
                            1,
                            2,
                            3,
                            4,
                            List.of(new GpuUsage("GPU-1", 5, 6, null, 0.25, 1.0, null))),
                    new Cause(SentBy.KERNEL, "SIGKILL", new Limit(Limit.Kind.MEMORY, 64L), "ask for more"),
                    new ImageUse(
                            "sha256:1",
                            "sha256:2",
                            new PullProgress(
                                    2,
                                    1,
                                    100,
                                    60,
                                    3600L,
                                    300L,
                                    List.of(new PullRetry(Instant.parse("2025-12-31T23:59:59Z"), "cut"))))));

    @Test
    void aSpecGoesRound() {
        assertThat(StoredJson.read(StoredJson.write(SPEC), JobSpec.class)).isEqualTo(SPEC);
    }

    @Test
    void aSpecOfTheTimeBeforeOptionsIsReadAndOneWithThemGoesRound() {
        String old = StoredJson.write(SPEC).replace(",\"options\":null", "");
        ContainerOptions options = new ContainerOptions(
                "node",
                true,
                "SIGINT",
                new ContainerOptions.Limits(
                        1L << 20,
                        99L,
                        List.of(new ContainerOptions.TmpfsMount("/run", "size=1")),
                        Map.of("nofile", new ContainerOptions.Ulimit(1, -1))),
                new ContainerOptions.Privileges(
                        "none",
                        "host",
                        null,
                        true,
                        true,
                        List.of("BPF"),
                        List.of("ALL"),
                        List.of(new ContainerOptions.DeviceMapping("/dev/a", "/dev/b", "r"))));

        assertThat(old).doesNotContain("options");
        assertThat(StoredJson.read(old, JobSpec.class)).isEqualTo(SPEC);
        assertThat(StoredJson.read(StoredJson.write(options), ContainerOptions.class))
                .isEqualTo(options);
    }

    @Test
    void anAttemptGoesRoundToTheNanosecond() {
        assertThat(StoredJson.read(StoredJson.write(ATTEMPT), AttemptRecord.class))
                .isEqualTo(ATTEMPT);
        AttemptRecord silent = new AttemptRecord(1, ATTEMPT.reservation(), null);
        assertThat(StoredJson.read(StoredJson.write(silent), AttemptRecord.class))
                .isEqualTo(silent);
    }

    @Test
    void theStoredFormIsSnakeCaseWithLowerCaseWords() {
        assertThat(StoredJson.write(ATTEMPT))
                .isEqualTo("{\"number\":2,\"reservation\":{\"executor_id\":\"ada\",\"executor_ip\":\"10.0.0.1\","
                        + "\"gpu_uuids\":[\"GPU-1\"]},\"outcome\":{\"reason\":\"exit_code\",\"exit_code\":3,"
                        + "\"message\":\"exit code 3\",\"container_id\":\"c0ffee\","
                        + "\"started_at\":\"2026-01-01T00:00:00.123456789Z\","
                        + "\"finished_at\":\"2026-01-01T00:00:05Z\",\"usage\":{\"sampled_at\":\"2026-01-01T00:00:04Z\","
                        + "\"cpu_seconds\":3.5,\"cpu_cores\":0.5,\"average_cpu_cores\":0.875,\"peak_cpu_cores\":1.25,"
                        + "\"memory_bytes\":1000,\"peak_memory_bytes\":2000,\"network_rx_bytes\":1,"
                        + "\"network_tx_bytes\":2,\"block_read_bytes\":3,\"block_write_bytes\":4,"
                        + "\"gpus\":[{\"uuid\":\"GPU-1\",\"memory_bytes\":5,\"peak_memory_bytes\":6,"
                        + "\"utilization\":null,\"mean_utilization\":0.25,\"peak_utilization\":1.0,"
                        + "\"idle_since\":null}]},\"cause\":{\"sent_by\":\"kernel\",\"signal\":\"SIGKILL\","
                        + "\"limit\":{\"kind\":\"memory\",\"amount\":64},\"advice\":\"ask for more\"},"
                        + "\"image\":{\"id\":\"sha256:1\",\"digest\":\"sha256:2\",\"pull\":{\"layers\":2,"
                        + "\"layers_done\":1,\"bytes\":100,\"bytes_done\":60,\"timeout\":3600,"
                        + "\"no_progress_timeout\":300,\"retries\":["
                        + "{\"at\":\"2025-12-31T23:59:59Z\",\"message\":\"cut\"}]}}}}");
        assertThat(StoredJson.write(SPEC))
                .contains("\"pull_policy\":\"always\"", "\"milli_cpus\":1500", "\"allocation_timeout_seconds\":60");
    }

    @Test
    void anEndOfAnOlderVersionIsReadWithWhatItsReasonSays() {
        String written = "{\"number\":1,\"reservation\":{\"executor_id\":\"ada\",\"executor_ip\":\"10.0.0.1\","
                + "\"gpu_uuids\":[]},\"outcome\":{\"reason\":\"completed\",\"exit_code\":0,\"message\":\"exit code 0\","
                + "\"container_id\":\"c0ffee\",\"started_at\":null,\"finished_at\":\"2026-01-01T00:00:05Z\"}}";

        Outcome outcome = StoredJson.read(written, AttemptRecord.class).outcome();

        assertThat(outcome)
                .isEqualTo(new Outcome(
                        StatusReason.COMPLETED,
                        0,
                        "exit code 0",
                        "c0ffee",
                        null,
                        Instant.parse("2026-01-01T00:00:05Z")));
        assertThat(outcome.cause().sentBy()).isEqualTo(SentBy.PROCESS);
    }

    @Test
    void whatAnOlderVersionWroteWithoutAnImageIsRead() {
        AttemptRecord before =
                new AttemptRecord(2, ATTEMPT.reservation(), ATTEMPT.outcome().withImage(null));
        String older = StoredJson.write(before).replace(",\"image\":null", "");

        assertThat(older).doesNotContain("image");
        assertThat(StoredJson.read(older, AttemptRecord.class)).isEqualTo(before);
        assertThat(StoredJson.read(
                                StoredJson.write(SPEC).replace(",\"registry_credentials\":\"prod\"", ""), JobSpec.class)
                        .container()
                        .registryCredentials())
                .isNull();
    }

    @Test
    void fieldsOfANewerVersionArePassedOver() {
        String newer = StoredJson.write(ATTEMPT).replace("\"number\":2", "\"number\":2,\"colour\":{\"red\":1}");

        assertThat(StoredJson.read(newer, AttemptRecord.class)).isEqualTo(ATTEMPT);
    }

    @Test
    void equalWishesHaveOneShapeAndDifferentOnesDoNot() {
        Requirements plain = Requirements.of(new Resources(1_000, 1 << 20), GpuRequirements.NONE);

        assertThat(ShapeRequest.json(plain))
                .isEqualTo(ShapeRequest.json(
                        Requirements.of(new Resources(1_000, (1 << 20) - 5), new GpuRequirements(0, "A100", 40_000))))
                .isNotEqualTo(
                        ShapeRequest.json(Requirements.of(new Resources(1_000, (1 << 20) + 1), GpuRequirements.NONE)));
        assertThat(ShapeRequest.json(SPEC.requirements()))
                .isEqualTo("{\"cpu\":1500,\"memory\":118,\"gpu_count\":2,\"gpu_model\":\"a100\",\"gpu_memory\":40000,"
                        + "\"regions\":[\"north\"],\"datacenters\":[\"n1\"],\"labels\":{\"disk\":\"fast\"},"
                        + "\"excluded_labels\":{\"spot\":\"yes\"},\"excluded_executors\":[\"ada\"]}");
    }
}
