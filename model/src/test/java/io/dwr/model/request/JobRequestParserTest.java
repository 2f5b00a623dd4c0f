package io.dwr.model.request;

import static io.dwr.model.request.Requests.spec;
import static io.dwr.model.request.Requests.valid;
import static io.dwr.model.request.Requests.violation;
import static io.dwr.model.request.Requests.violations;
import static io.dwr.model.request.Requests.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;
import static org.assertj.core.api.Assertions.tuple;

import io.dwr.model.job.ContainerSpec;
import io.dwr.model.job.JobSpec;
import io.dwr.model.job.PullPolicy;
import io.dwr.model.job.RunPolicy;
import io.dwr.model.job.VolumeMount;
import io.dwr.model.placement.GpuRequirements;
import io.dwr.model.placement.Requirements;
import io.dwr.model.placement.Resources;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JobRequestParserTest {
    private static final long MIB = 1L << 20;
    private static final long GIB = 1L << 30;

    @Test
    void defaultsOfAnImageAlone() {
        JobSpec spec = spec(Requests.parse("{\"docker_image\": \"box\"}"));

        assertThat(spec)
                .isEqualTo(new JobSpec(
                        null,
                        Map.of(),
                        new ContainerSpec(
                                "box",
                                List.of(),
                                List.of(),
                                Map.of(),
                                List.of(),
                                null,
                                null,
                                PullPolicy.MISSING,
                                null,
                                true,
                                false),
                        Requirements.of(new Resources(1000, GIB), GpuRequirements.NONE),
                        new RunPolicy(null, 3600, 10, 0, 50, "default")));
    }

    @Test
    void theOriginalsRequest() {
        JobSpec spec = spec(Requests.parse("""
                {"docker_image": "alpine:latest", "command": ["echo", "Hello World!"], "cpu_cores": 1,
                 "memory_gb": 1, "gpu_type": null}"""));

        assertThat(spec.container().command()).containsExactly("echo", "Hello World!");
        assertThat(spec.requirements().gpus()).isEqualTo(GpuRequirements.NONE);
    }

    @Test
    void everyField() {
        JobSpec spec = spec(Requests.parse("""
                {"docker_image": "h:5000/a/b:1", "command": ["a", "", "b c"], "entrypoint": ["/e"], "cpu_cores": 0.25,
                 "memory": "512Mi", "gpu_count": 2, "gpu_type": " A100 ", "gpu_memory_gb": 40,
                 "eligible_regions": ["eu"], "eligible_datacenters": ["a", "b"], "eligible_labels": {"disk": "ssd"},
                 "excluded_labels": {"old": ""}, "excluded_executors": ["e-1"],
                 "environment": {"A": "x=y==z", "B": ""}, "volumes": ["/srv/a:/in:ro", "/srv/b:/out"],
                 "working_directory": "/w", "user": "1000:100", "name": "n", "labels": {"team": "blue"},
                 "allocation_timeout": 5, "timeout": 0, "grace_period": 600, "max_retries": 3, "priority": 100,
                 "queue": "night", "pull_policy": "always", "registry_credentials": "prod", "init": false,
                 "tty": true}"""));

        assertThat(spec)
                .isEqualTo(new JobSpec(
                        "n",
                        Map.of("team", "blue"),
                        new ContainerSpec(
                                "h:5000/a/b:1",
                                List.of("a", "", "b c"),
                                List.of("/e"),
                                Map.of("A", "x=y==z", "B", ""),
                                List.of(
                                        new VolumeMount("/srv/a", "/in", true),
                                        new VolumeMount("/srv/b", "/out", false)),
                                "/w",
                                "1000:100",
                                PullPolicy.ALWAYS,
                                "prod",
                                false,
                                true),
                        new Requirements(
                                new Resources(250, 512 * MIB),
                                new GpuRequirements(2, " A100 ", 40 * 1024),
                                Set.of("eu"),
                                Set.of("a", "b"),
                                Map.of("disk", "ssd"),
                                Map.of("old", ""),
                                Set.of("e-1")),
                        new RunPolicy(5L, 0, 600, 3, 100, "night")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "[]", "1", "\"x\"", "true"})
    void aRequestIsAnObject(String json) {
        assertThat(violation(Requests.parse(json)).code()).isEqualTo("wrong_type");
    }

    @Test
    void nullMeansLeftOutButForTheImage() {
        StringBuilder all = new StringBuilder();
        KnownFields.NAMES.stream()
                .filter(name -> !name.equals("docker_image"))
                .forEach(name -> all.append(", \"").append(name).append("\": null"));

        assertThat(spec(Requests.parse("{\"docker_image\": \"box\"" + all + "}")))
                .isEqualTo(spec(Requests.parse("{\"docker_image\": \"box\"}")));
        assertThat(violation(Requests.parse("{\"docker_image\": null}")))
                .extracting(Violation::code, Violation::pointer)
                .containsExactly("required", "/docker_image");
    }

    @Test
    void allUnknownFieldsAreNamedWithAHint() {
        List<Violation> violations =
                violations(Requests.parse("{\"image\": \"box\", \"comand\": [\"true\"], \"xyzzy/~\": 1}"));

        assertThat(violations)
                .extracting(Violation::code, Violation::pointer)
                .containsExactly(
                        tuple("unknown_field", "/image"),
                        tuple("unknown_field", "/comand"),
                        tuple("unknown_field", "/xyzzy~1~0"),
                        tuple("required", "/docker_image"));
        assertThat(violations.get(0).message()).contains("did you mean docker_image?");
        assertThat(violations.get(1).message()).contains("did you mean command?");
        assertThat(violations.get(2).message()).doesNotContain("did you mean");
    }

    @ParameterizedTest
    @CsvSource({
        "env,environment",
        "cpus,cpu_cores",
        "gpus,gpu_count",
        "workdir,working_directory",
        "retries,max_retries",
        "maxRetries,max_retries",
        "Docker-Image,docker_image",
        "volums,volumes",
        "gpu_typ,gpu_type"
    })
    void hints(String unknown, String meant) {
        assertThat(KnownFields.meant(unknown)).isEqualTo(meant);
    }

    /** Each row: a field with a wrong value, and the code. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"command\": \"echo hi\" | wrong_type | /command",
                "\"command\": [1] | wrong_type | /command/0",
                "\"command\": [null] | wrong_type | /command/0",
                "\"command\": [\"a\", \"b\\u0000\"] | invalid_format | /command/1",
                "\"command\": [\"\\ud800\"] | invalid_format | /command/0",
                "\"entrypoint\": {} | wrong_type | /entrypoint",
                "\"cpu_cores\": 0 | out_of_range | /cpu_cores",
                "\"cpu_cores\": 0.001 | out_of_range | /cpu_cores",
                "\"cpu_cores\": -1 | out_of_range | /cpu_cores",
                "\"cpu_cores\": 1.2345 | out_of_range | /cpu_cores",
                "\"cpu_cores\": 100001 | out_of_range | /cpu_cores",
                "\"cpu_cores\": 1e999 | out_of_range | /cpu_cores",
                "\"cpu_cores\": 1e999999999 | out_of_range | /cpu_cores",
                "\"cpu_cores\": 1e-999999999 | out_of_range | /cpu_cores",
                "\"cpu_cores\": \"1\" | wrong_type | /cpu_cores",
                "\"cpu_cores\": true | wrong_type | /cpu_cores",
                "\"memory_gb\": -5 | out_of_range | /memory_gb",
                "\"memory_gb\": 0 | out_of_range | /memory_gb",
                "\"memory_gb\": 0.005 | out_of_range | /memory_gb",
                "\"memory_gb\": 1e17 | out_of_range | /memory_gb",
                "\"memory_gb\": \"1\" | wrong_type | /memory_gb",
                "\"memory\": \"4MiB\" | out_of_range | /memory",
                "\"memory\": \"6MB\" | out_of_range | /memory",
                "\"memory\": \"-1g\" | invalid_format | /memory",
                "\"memory\": \"lots\" | invalid_format | /memory",
                "\"memory\": \"1q\" | invalid_format | /memory",
                "\"memory\": \"\" | invalid_format | /memory",
                "\"memory\": \"999999999999999999t\" | out_of_range | /memory",
                "\"memory\": 536870912 | wrong_type | /memory",
                "\"memory\": \"1g\", \"memory_gb\": 1 | conflict | /memory",
                "\"gpu_count\": -1 | out_of_range | /gpu_count",
                "\"gpu_count\": 1.5 | out_of_range | /gpu_count",
                "\"gpu_count\": 2147483648 | out_of_range | /gpu_count",
                "\"gpu_count\": 65 | out_of_range | /gpu_count",
                "\"gpu_count\": \"all\" | wrong_type | /gpu_count",
                "\"gpu_count\": 0, \"gpu_type\": \"any\" | conflict | /gpu_count",
                "\"gpu_type\": \" \" | invalid_format | /gpu_type",
                "\"gpu_type\": [\"A100\"] | wrong_type | /gpu_type",
                "\"gpu_memory_gb\": 8 | conflict | /gpu_memory_gb",
                "\"gpu_count\": 1, \"gpu_memory_gb\": -1 | out_of_range | /gpu_memory_gb",
                "\"eligible_regions\": \"eu\" | wrong_type | /eligible_regions",
                "\"eligible_regions\": [\"eu\", \"\"] | invalid_format | /eligible_regions/1",
                "\"eligible_datacenters\": [\"a\\n\"] | invalid_format | /eligible_datacenters/0",
                "\"eligible_labels\": {\"a\": 1} | wrong_type | /eligible_labels/a",
                "\"eligible_labels\": {\"\": \"x\"} | invalid_format | /eligible_labels/",
                "\"excluded_labels\": [] | wrong_type | /excluded_labels",
                "\"excluded_executors\": [\"A\"] | invalid_format | /excluded_executors/0",
                "\"environment\": {\"A\": null} | wrong_type | /environment/A",
                "\"environment\": {\"A\": 1} | wrong_type | /environment/A",
                "\"environment\": {\"\": \"x\"} | invalid_format | /environment/",
                "\"environment\": {\"A=B\": \"x\"} | invalid_format | /environment/A=B",
                "\"environment\": {\"A\": \"\\u0000\"} | invalid_format | /environment/A",
                "\"environment\": [\"A=B\"] | wrong_type | /environment",
                "\"working_directory\": \"w\" | invalid_format | /working_directory",
                "\"working_directory\": \"\" | invalid_format | /working_directory",
                "\"user\": \"\" | invalid_format | /user",
                "\"user\": \"-1\" | invalid_format | /user",
                "\"user\": \"a b\" | invalid_format | /user",
                "\"user\": \"1:\" | invalid_format | /user",
                "\"user\": \"2147483648\" | invalid_format | /user",
                "\"name\": \"\" | invalid_format | /name",
                "\"name\": \"a\\nb\" | invalid_format | /name",
                "\"labels\": {\"dwr.job\": \"x\"} | forbidden | /labels/dwr.job",
                "\"labels\": {\" \": \"x\"} | invalid_format | '/labels/ '",
                "\"allocation_timeout\": 0 | out_of_range | /allocation_timeout",
                "\"allocation_timeout\": -1 | out_of_range | /allocation_timeout",
                "\"timeout\": -1 | out_of_range | /timeout",
                "\"timeout\": 1.5 | out_of_range | /timeout",
                "\"timeout\": 1e12 | out_of_range | /timeout",
                "\"timeout\": \"5m\" | wrong_type | /timeout",
                "\"grace_period\": 601 | out_of_range | /grace_period",
                "\"grace_period\": -1 | out_of_range | /grace_period",
                "\"max_retries\": -1 | out_of_range | /max_retries",
                "\"max_retries\": 101 | out_of_range | /max_retries",
                "\"priority\": 10000000000 | out_of_range | /priority",
                "\"priority\": -1 | out_of_range | /priority",
                "\"priority\": 101 | out_of_range | /priority",
                "\"queue\": \"a b\" | invalid_format | /queue",
                "\"queue\": \"\" | invalid_format | /queue",
                "\"pull_policy\": \"Always\" | invalid_format | /pull_policy",
                "\"init\": \"true\" | wrong_type | /init",
                "\"tty\": 1 | wrong_type | /tty",
            })
    void refusedFields(String fields, String code, String pointer) {
        Violation violation = violation(with(fields));

        assertThat(violation).extracting(Violation::code, Violation::pointer).containsExactly(code, pointer);
        assertThat(violation.message()).startsWith(pointer.split("/")[1]);
    }

    @Test
    void allViolationsAtOnce() {
        assertThat(violations(Requests.parse("{\"cpu_cores\": 0, \"memory_gb\": 0, \"priority\": 101, \"x\": 1}")))
                .extracting(Violation::pointer)
                .containsExactlyInAnyOrder("/x", "/docker_image", "/cpu_cores", "/memory_gb", "/priority");
    }

    @Test
    void theListOfViolationsIsBounded() {
        StringBuilder many = new StringBuilder("\"a\": 1");
        for (int i = 0; i < 5000; i++) {
            many.append(", \"unknown").append(i).append("\": 1");
        }

        assertThat(violations(with(many.toString()))).hasSize(101).last().satisfies(last -> {
            assertThat(last.code()).isEqualTo("too_many_violations");
            assertThat(last.message()).startsWith("4901 more");
        });
    }

    @ParameterizedTest
    @CsvSource({"0.01,10", "0.010,10", "1.0,1000", "1e1,10000", "0.125,125", "100000,100000000"})
    void coresAreExact(String cores, long milli) {
        assertThat(valid("\"cpu_cores\": " + cores).requirements().resources().milliCpus())
                .isEqualTo(milli);
    }

    @ParameterizedTest
    @CsvSource({
        "6MiB,6291456",
        "6291456,6291456",
        "6291456b,6291456",
        "512Mi,536870912",
        "512m,536870912",
        "512M,536870912",
        "512 MB,512000000",
        "2GiB,2147483648",
        "1.5g,1610612736",
        "1T,1099511627776",
        "7000k,7168000",
        "7000Ki,7168000",
        "7000kB,7000000"
    })
    void memoryWithUnits(String memory, long bytes) {
        assertThat(valid("\"memory\": \"" + memory + "\"")
                        .requirements()
                        .resources()
                        .memoryBytes())
                .isEqualTo(bytes);
    }

    @ParameterizedTest
    @CsvSource({"1,1073741824", "0.005859375,6291456", "0.1,107374183", "1.5,1610612736", "1e3,1073741824000"})
    void memoryInGib(String gib, long bytes) {
        assertThat(valid("\"memory_gb\": " + gib).requirements().resources().memoryBytes())
                .isEqualTo(bytes);
    }

    @Test
    void gpus() {
        assertThat(valid("\"gpu_type\": \"any\"").requirements().gpus()).isEqualTo(new GpuRequirements(1, "any", 0));
        assertThat(valid("\"gpu_count\": 2").requirements().gpus()).isEqualTo(new GpuRequirements(2, null, 0));
        assertThat(valid("\"gpu_count\": 2.0").requirements().gpus().count()).isEqualTo(2);
        assertThat(valid("\"gpu_count\": 0").requirements().gpus()).isEqualTo(GpuRequirements.NONE);
        assertThat(valid("\"gpu_type\": \"A100\", \"gpu_memory_gb\": 1.5")
                        .requirements()
                        .gpus())
                .isEqualTo(new GpuRequirements(1, "A100", 1536));
    }

    @Test
    void environmentIsByteEqual() {
        Map<String, String> environment = valid("""
                        "environment": {"A": "x=y==z", "B": "-Xmx1g -Da=b", "C": "MIIJY=", "D": "", "A B": "1",
                                        "1X": "2", "ä": "3"}""").container().environment();

        assertThat(environment)
                .containsOnly(
                        entry("A", "x=y==z"),
                        entry("B", "-Xmx1g -Da=b"),
                        entry("C", "MIIJY="),
                        entry("D", ""),
                        entry("A B", "1"),
                        entry("1X", "2"),
                        entry("ä", "3"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"🚀 train/v1:2", "x", "-a"})
    void namesAreFree(String name) {
        assertThat(valid("\"name\": \"" + name + "\"").name()).isEqualTo(name);
    }

    @Test
    void namesAreBounded() {
        assertThat(valid("\"name\": \"" + "🚀".repeat(200) + "\"").name()).hasSize(400);
        assertThat(violation(with("\"name\": \"" + "x".repeat(300) + "\"")).message())
                .contains("300 characters")
                .contains("1 to 200");
    }

    @Test
    void zeroTimeoutAndZeroRetriesHaveAMeaning() {
        assertThat(valid("\"timeout\": 0, \"max_retries\": 0").policy().timeoutSeconds())
                .isZero();
    }

    @Test
    void theOperatorLimitsTheRunTime() {
        JobRequestParser limited = new JobRequestParser(new RequestLimits(3600, 600));

        assertThat(spec(limited.parse(bytes("{\"docker_image\": \"box\"}")))
                        .policy()
                        .timeoutSeconds())
                .isEqualTo(600);
        assertThat(violation(limited.parse(bytes("{\"docker_image\": \"box\", \"timeout\": 0}")))
                        .message())
                .contains("MAX_RUN_TIMEOUT is 600");
        assertThat(violation(limited.parse(bytes("{\"docker_image\": \"box\", \"timeout\": 601}")))
                        .code())
                .isEqualTo("out_of_range");
        assertThat(new RequestLimits(0, 60).runTimeoutSeconds()).isEqualTo(60);
        assertThat(new RequestLimits(0, 0).runTimeoutSeconds()).isZero();
    }

    @Test
    void aSpecHasAtMost64Kib() {
        String half = "x".repeat(32 * 1024);
        Violation violation = violation(with("\"command\": [\"" + half + "\", \"" + half + "\"]"));

        assertThat(violation).extracting(Violation::code, Violation::pointer).containsExactly("too_large", "");
        assertThat(valid("\"command\": [\"" + half + "\"]").container().command())
                .hasSize(1);
    }

    @Test
    void aVariableHasAtMost128Kib() {
        assertThat(violation(with("\"environment\": {\"A\": \"" + "x".repeat(128 * 1024) + "\"}")))
                .extracting(Violation::code, Violation::pointer)
                .containsExactly("too_large", "/environment/A");
    }

    private static byte[] bytes(String json) {
        return json.getBytes(StandardCharsets.UTF_8);
    }
}
