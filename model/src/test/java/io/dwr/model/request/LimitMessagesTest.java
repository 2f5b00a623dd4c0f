package io.dwr.model.request;

import static io.dwr.model.request.Requests.violation;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who asks for too little, or by a name that cannot be, reads what can be. */
class LimitMessagesTest {
    /** Case 59: of decimal megabytes six are too few. */
    @ParameterizedTest
    @ValueSource(strings = {"4MiB", "6MB"})
    void theLeastMemoryIsNamed(String memory) {
        assertThat(violation(Requests.with("\"memory\": \"" + memory + "\"")).message())
                .contains(memory, "6 MiB");
    }

    /** Case 65. */
    @ParameterizedTest
    @ValueSource(strings = {"0.001", "0"})
    void theLeastCpuIsNamed(String cores) {
        assertThat(violation(Requests.with("\"cpu_cores\": " + cores)).message())
                .contains(cores, "0.01");
    }

    /** Case 57: the key is in the message. */
    @Test
    void aNameThatNoVariableCanHaveIsNamed() {
        assertThat(violation(Requests.with("\"environment\": {\"A=B\": \"x\"}")).message())
                .contains("A=B");
        Violation zero = violation(Requests.with("\"environment\": {\"A\\u0000\": \"x\"}"));
        assertThat(zero.code()).isEqualTo("invalid_format");
        assertThat(zero.message()).startsWith("environment name \"A\\u0000\" contains a NUL character");
    }

    @Test
    void theFewestOpenFilesAreNamed() {
        assertThat(violation(Requests.with("\"ulimits\": {\"nofile\": \"1\"}")).message())
                .isEqualTo(
                        "ulimits nofile is \"1\": a container does not start with less than 64: raise it or leave it out");
    }

    @Test
    void theMostGpuMemoryIsNamed() {
        assertThat(violation(Requests.with("\"gpu_count\": 1, \"gpu_memory_gb\": 1048577"))
                        .message())
                .contains("gpu_memory_gb is 1048577", "from 0 to 1048576");
    }
}
