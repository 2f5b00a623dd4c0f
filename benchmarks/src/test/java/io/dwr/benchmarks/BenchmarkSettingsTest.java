package io.dwr.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.dwr.benchmarks.http.HttpAddress;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BenchmarkSettingsTest {
    @Test
    void defaults() {
        BenchmarkSettings settings = BenchmarkSettings.parse(List.of());
        assertThat(settings.server()).isEqualTo(HttpAddress.parse("http://127.0.0.1:8000"));
        assertThat(settings.engine()).isEqualTo(HttpAddress.parse("unix:///var/run/docker.sock"));
        assertThat(settings.image()).isEqualTo("alpine:latest");
        assertThat(settings.processes()).isEmpty();
        assertThat(settings.client()).isNull();
        assertThat(settings.redisServer()).isNull();
        assertThat(settings.quick()).isFalse();
    }

    @Test
    void everyFlag() {
        BenchmarkSettings settings = BenchmarkSettings.parse(List.of(
                "--quick",
                "--server",
                "http://127.0.0.1:1",
                "--engine",
                "unix:///x",
                "--image",
                "box",
                "--client",
                "c",
                "--redis-server",
                "r",
                "--process",
                "a=1",
                "--process",
                "b=2"));
        assertThat(settings)
                .isEqualTo(new BenchmarkSettings(
                        HttpAddress.parse("http://127.0.0.1:1"),
                        HttpAddress.parse("unix:///x"),
                        "box",
                        Map.of("a", 1L, "b", 2L),
                        "c",
                        "r",
                        true));
    }

    @Test
    void whatSaysNothingIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BenchmarkSettings.parse(List.of("--fast")))
                .withMessage("'--fast' is no flag, or lacks its value");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BenchmarkSettings.parse(List.of("--image")))
                .withMessage("'--image' is no flag, or lacks its value");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BenchmarkSettings.parse(List.of("--process", "scheduler")))
                .withMessage("--process takes NAME=PID, not 'scheduler'");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BenchmarkSettings.parse(List.of("--engine", "/var/run/docker.sock")))
                .withMessage("/var/run/docker.sock is no address: unix:///path or http://host:port is needed");
    }
}
