package io.dwr.executor.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.dwr.executor.check.Finding.Level;
import io.dwr.executor.engine.EngineFacts;
import io.dwr.executor.engine.EngineSurvey;
import io.dwr.executor.engine.EngineSurvey.Limits;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is said about engines that cannot be had in a test. */
class EngineFindingsTest {
    private static final URI HOST = URI.create("unix:///var/run/docker.sock");
    private static final Limits ALL = new Limits(2, "systemd", true, true, true, true);

    private static List<Finding> findings(String api, String osType, String driver, Limits limits, boolean init) {
        EngineFacts facts = new EngineFacts("id", "20.10.24", 8, 1L << 34, "/var/lib/docker", false);
        return EngineFindings.of(new EngineSurvey(facts, api, osType, driver, limits, init, Duration.ZERO), HOST);
    }

    private static Finding only(List<Finding> findings, Level level) {
        List<Finding> those =
                findings.stream().filter(finding -> finding.level() == level).toList();
        assertThat(those).hasSize(1);
        return those.getFirst();
    }

    @Test
    void anOrdinaryEngineIsFit() {
        assertThat(findings("1.47", "linux", "overlay2", ALL, true))
                .allMatch(finding -> finding.level() == Level.OK && finding.remedy() == null);
    }

    @Test
    void anOldApiIsAWarning() {
        Finding finding = only(findings("1.40", "linux", "overlay2", ALL, true), Level.WARNING);

        assertThat(finding.text()).contains("API 1.40");
        assertThat(finding.remedy()).contains("20.10");
    }

    @Test
    void anEngineForOtherContainersIsUnfit() {
        assertThat(only(findings("1.47", "windows", "overlay2", ALL, true), Level.FAIL)
                        .text())
                .contains("windows");
    }

    @Test
    void anEngineThatLimitsNothingIsUnfit() {
        Limits none = new Limits(2, "none", false, false, false, false);

        assertThat(only(findings("1.47", "linux", "overlay2", none, true), Level.FAIL)
                        .topic())
                .isEqualTo("cgroup");
    }

    @Test
    void whatIsNotLimitedIsNamed() {
        Limits some = new Limits(1, "cgroupfs", true, false, true, false);

        assertThat(findings("1.47", "linux", "overlay2", some, true).stream()
                        .filter(finding -> finding.level() == Level.WARNING)
                        .map(Finding::topic))
                .containsExactly("cgroup", "swap", "pids");
    }

    @Test
    void aStorageDriverThatCopiesImagesIsAWarning() {
        assertThat(only(findings("1.47", "linux", "vfs", ALL, true), Level.WARNING)
                        .topic())
                .isEqualTo("storage");
    }

    @Test
    void anEngineWithoutItsInitProcessIsUnfit() {
        assertThat(only(findings("1.47", "linux", "overlay2", ALL, false), Level.FAIL)
                        .remedy())
                .contains("tini");
    }

    @Test
    void aMissingSocketIsToldFromASilentEngine() {
        assertThat(EngineFindings.away(URI.create("unix:///nonexistent/docker.sock"), "away")
                        .remedy())
                .startsWith("install Docker Engine and start it");
        assertThat(EngineFindings.away(URI.create("tcp://10.0.0.7:2375"), "away")
                        .remedy())
                .contains("DOCKER_HOST");
    }
}
