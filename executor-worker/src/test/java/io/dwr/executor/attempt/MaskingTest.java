package io.dwr.executor.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MaskingTest {
    private final Masking masking = new Masking(List.of("s3cr3t-value", "s3cr3t-value-longer", "1"));

    private Object masked(String name, Object value) {
        return masking.of(Map.of(name, value)).get(name);
    }

    @Test
    void everyVariableKeepsItsNameAlone() {
        Object config = masked("Config", Map.of("Env", List.of("PATH=/bin", "TOKEN=abc=def", "EMPTY=", "NAKED")));

        assertThat(config).isEqualTo(Map.of("Env", List.of("PATH=***", "TOKEN=***", "EMPTY=***", "NAKED")));
    }

    @Test
    void aValueOfTheEnvironmentIsMaskedWhereverItIsRepeated() {
        assertThat(masked("Args", List.of("-c", "login s3cr3t-value-longer; login s3cr3t-value 1")))
                .isEqualTo(List.of("-c", "login ***; login *** 1"));
    }

    @Test
    void whatIsNamedForASecretIsMasked() {
        assertThat(masked("Args", List.of("--db-password", "x y", "--token=abc", "--retries", "3")))
                .isEqualTo(List.of("--db-password", "***", "--token=***", "--retries", "3"));
        assertThat(masked("Cmd", List.of("sh", "-c", "API_KEY=abc curl 'https://me:pw@host/?access_key=q&n=1'")))
                .isEqualTo(List.of("sh", "-c", "API_KEY=*** curl 'https://me:***@host/?access_key=***&n=1'"));
        assertThat(masked("Args", List.of("--encryption-key", "abc", "--keyboard", "de")))
                .isEqualTo(List.of("--encryption-key", "***", "--keyboard", "de"));
        assertThat(masked("Labels", Map.of("git-token", "abc", "team", "ml")))
                .isEqualTo(Map.of("git-token", "***", "team", "ml"));
    }

    @Test
    void everythingElseStaysAsItIs() {
        Map<String, Object> state = Map.of("ExitCode", 137, "OOMKilled", true, "Error", "", "Pid", 0);

        assertThat(masked("State", state)).isEqualTo(state);
        assertThat(masked("MaskedPaths", List.of("/proc/keys"))).isEqualTo(List.of("/proc/keys"));
    }
}
