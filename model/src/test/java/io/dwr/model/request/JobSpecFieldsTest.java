package io.dwr.model.request;

import static io.dwr.model.request.Requests.spec;
import static io.dwr.model.request.Requests.valid;
import static org.assertj.core.api.Assertions.assertThat;

import io.dwr.model.job.JobSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JobSpecFieldsTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"init\": true",
                "\"memory\": \"107374183\"",
                "\"memory\": \"6291457\"",
                "\"memory_gb\": 0.3, \"cpu_cores\": 0.333",
                "\"gpu_type\": \"A100\", \"gpu_memory_gb\": 39.7",
                "\"gpu_count\": 3",
                "\"volumes\": [\"/srv/a:/in:ro\", \"/srv/b:/out\"], \"environment\": {\"A\": \"\", \"B\": \"x=y\"}",
                "\"eligible_labels\": {\"a\": \"b\"}, \"excluded_labels\": {\"c\": \"\"}, \"labels\": {\"d\": \"é🚀\"}",
                "\"eligible_regions\": [\"b\", \"a\"], \"eligible_datacenters\": [\"x\"], \"excluded_executors\": [\"e\"]",
                "\"command\": [\"\", \"\\n\"], \"entrypoint\": [\"\"], \"working_directory\": \"/\", \"user\": \"a:b\"",
                "\"allocation_timeout\": 1, \"timeout\": 0, \"grace_period\": 0, \"max_retries\": 1, \"priority\": 0",
                "\"queue\": \"q\", \"pull_policy\": \"never\", \"init\": false, \"tty\": true, \"name\": \"-\"",
                "\"registry_credentials\": \"a.b_c-1\"",
                "\"hostname\": \"h\", \"network_mode\": \"host\", \"shm_size\": \"1m\", \"pids_limit\": 99",
                "\"tmpfs\": [\"/a:size=1m,exec\", \"/b\"], \"ulimits\": {\"core\": \"-1\", \"cpu\": \"1:2\"}",
                "\"read_only\": true, \"cap_drop\": [\"ALL\"], \"cap_add\": [\"BPF\"], \"devices\": [\"/dev/a:r\"]",
                "\"privileged\": true, \"pid_mode\": \"host\", \"ipc_mode\": \"host\", \"stop_signal\": \"2\""
            })
    void roundTrip(String fields) {
        JobSpec spec = valid(fields);

        assertThat(spec(Requests.PARSER.parse(JobSpecFields.of(spec)))).isEqualTo(spec);
        assertThat(spec(Requests.PARSER.parse(JobSpecFields.bytes(spec)))).isEqualTo(spec);
    }

    @Test
    void everyFieldIsWrittenButTheSecondFormOfMemory() {
        assertThat(JobSpecFields.of(valid("\"tty\": false")).propertyNames())
                .containsExactlyElementsOf(KnownFields.NAMES.stream()
                        .filter(name -> !name.equals("memory"))
                        .toList());
    }

    @ParameterizedTest
    @CsvSource({"1,1", "0.1,0.1", "0.5,0.5", "1.50,1.5", "0.005859375,0.00586", "1e3,1000", "0.3,0.3"})
    void memoryIsWrittenAsShortAsItCanBeReadAgain(String sent, String written) {
        String text = JobSpecFields.of(valid("\"memory_gb\": " + sent))
                .get("memory_gb")
                .toString();

        if (!sent.equals("0.005859375")) {
            assertThat(text).isEqualTo(written);
        }
        assertThat(valid("\"memory_gb\": " + text)).isEqualTo(valid("\"memory_gb\": " + sent));
    }

    @Test
    void wholeAmountsHaveNoPoint() {
        String json =
                JobSpecFields.of(valid("\"cpu_cores\": 2.0, \"memory_gb\": 4")).toString();

        assertThat(json).contains("\"cpu_cores\":2,").contains("\"memory_gb\":4,");
    }
}
