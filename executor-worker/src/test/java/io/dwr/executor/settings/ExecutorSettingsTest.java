package io.dwr.executor.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.dwr.executor.image.Architectures;
import io.dwr.executor.image.CollectionRules;
import io.dwr.model.job.Permission;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExecutorSettingsTest {
    @Test
    void nothingIsNeeded() {
        ExecutorSettings settings = ExecutorSettings.fromEnvironment(Map.of());

        assertThat(settings.identity().id()).isNull();
        assertThat(settings.identity().ip()).isNull();
        assertThat(settings.identity().region()).isEqualTo("default");
        assertThat(settings.identity().datacenter()).isEqualTo("default");
        assertThat(settings.identity().labels()).isEmpty();
        assertThat(settings.identity().cluster()).isEqualTo("default");
        assertThat(settings.identity().stateDirectory()).isAbsolute();
        assertThat(settings.identity().equalShare()).isFalse();
        assertThat(settings.offer().cpuCores()).isNull();
        assertThat(settings.offer().memoryGb()).isNull();
        assertThat(settings.offer().reservedMemory()).isEqualByComparingTo("0.1");
        assertThat(settings.offer().maxJobs()).isEqualTo(100);
        assertThat(settings.offer().gpus()).isEmpty();
        assertThat(settings.offer().volumeRoots()).isEmpty();
        assertThat(settings.offer().pidsLimit()).isEqualTo(4096);
        assertThat(settings.offer().allowed()).isEmpty();
        assertThat(settings.timing().lostAfter()).isEqualTo(Duration.ofSeconds(60));
        assertThat(settings.timing().reportInterval()).isEqualTo(Duration.ofSeconds(30));
        assertThat(settings.engine().host()).isEqualTo(URI.create("unix:///var/run/docker.sock"));
        assertThat(settings.images().pullTimeout()).isEqualTo(Duration.ofSeconds(3600));
        assertThat(settings.images().noProgressTimeout()).isEqualTo(Duration.ofSeconds(300));
        assertThat(settings.images().pullRetries()).isEqualTo(5);
        assertThat(settings.images().credentials()).isNull();
        assertThat(settings.images().architectures().emulated()).isEmpty();
        assertThat(settings.images().collection()).isEqualTo(new CollectionRules(CollectionRules.Scope.PULLED, 85, 75));
        assertThat(settings.engine().guard()).isTrue();
        assertThat(settings.usage())
                .isEqualTo(new UsageSettings(Duration.ofSeconds(10), Duration.ofSeconds(600), BigDecimal.ONE));
        assertThat(settings.log()).isEqualTo(new LogSettings(64L << 20, 1024L << 20));
        assertThat(settings.temporal().address()).isEqualTo("127.0.0.1:7233");
        assertThat(settings.temporal().namespace()).isEqualTo("default");
        assertThat(settings.redis().host()).isEqualTo("localhost");
        assertThat(settings.redis().port()).isEqualTo(6379);
        assertThat(settings.redis().password()).isNull();
        assertThat(settings.redis().database()).isZero();
    }

    @Test
    void everyVariableIsRead() {
        ExecutorSettings settings = ExecutorSettings.fromEnvironment(Map.ofEntries(
                Map.entry("EXECUTOR_ID", "alpha-1"),
                Map.entry("EXECUTOR_IP", "10.0.0.7"),
                Map.entry("EXECUTOR_REGION", "eu"),
                Map.entry("EXECUTOR_DATACENTER", "eu-1"),
                Map.entry("EXECUTOR_LABELS", "zone=a, disk=fast"),
                Map.entry("EXECUTOR_CLUSTER", "lab"),
                Map.entry("EXECUTOR_STATE_DIR", "/srv/state"),
                Map.entry("EXECUTOR_SHARE", "equal"),
                Map.entry("EXECUTOR_CPU_CORES", "1.5"),
                Map.entry("EXECUTOR_MEMORY_GB", "2.25"),
                Map.entry("EXECUTOR_RESERVED_MEMORY", "0.2"),
                Map.entry("EXECUTOR_MAX_JOBS", "7"),
                Map.entry("EXECUTOR_GPUS", "GPU-a,GPU-b"),
                Map.entry("EXECUTOR_VOLUME_ROOTS", "/srv/jobs,/data"),
                Map.entry("EXECUTOR_PIDS_LIMIT", "99"),
                Map.entry("EXECUTOR_ALLOW", "privileged, cap=SYS_PTRACE"),
                Map.entry("LOST_AFTER", "12"),
                Map.entry("HEARTBEAT_INTERVAL", "3"),
                Map.entry("DOCKER_HOST", "tcp://10.0.0.1:2375"),
                Map.entry("DOCKER_CONFIG", "/root/.docker"),
                Map.entry("IMAGE_PULL_TIMEOUT", "100"),
                Map.entry("IMAGE_PULL_NO_PROGRESS_TIMEOUT", "10"),
                Map.entry("IMAGE_PULL_RETRIES", "3"),
                Map.entry("EXECUTOR_REGISTRY_CREDENTIALS", "/etc/dwr/registries.json"),
                Map.entry("EXECUTOR_EMULATED_ARCHITECTURES", "arm64, riscv64"),
                Map.entry("IMAGE_REMOVAL", "all"),
                Map.entry("IMAGE_REMOVAL_HIGH", "90"),
                Map.entry("IMAGE_REMOVAL_LOW", "80"),
                Map.entry("EXECUTOR_GUARD", "external"),
                Map.entry("USAGE_INTERVAL", "5"),
                Map.entry("GPU_IDLE_AFTER", "60"),
                Map.entry("EXECUTOR_LOG_SPOOL_MIB", "0"),
                Map.entry("EXECUTOR_LOG_SPOOL_TOTAL_MIB", "5"),
                Map.entry("GPU_FOREIGN_MEMORY_GB", "0.5"),
                Map.entry("TEMPORAL_ADDRESS", "temporal:7000"),
                Map.entry("TEMPORAL_NAMESPACE", "jobs"),
                Map.entry("REDIS_HOST", "redis"),
                Map.entry("REDIS_PORT", "6380"),
                Map.entry("REDIS_PASSWORD", "secret"),
                Map.entry("REDIS_DB", "2")));

        assertThat(settings.identity())
                .isEqualTo(new IdentitySettings(
                        "alpha-1",
                        "10.0.0.7",
                        "eu",
                        "eu-1",
                        Map.of("zone", "a", "disk", "fast"),
                        "lab",
                        Path.of("/srv/state"),
                        true));
        assertThat(settings.offer())
                .isEqualTo(new OfferSettings(
                        new BigDecimal("1.5"),
                        new BigDecimal("2.25"),
                        new BigDecimal("0.2"),
                        7,
                        List.of("GPU-a", "GPU-b"),
                        List.of(Path.of("/srv/jobs"), Path.of("/data")),
                        99,
                        Set.of(new Permission("privileged"), new Permission("cap=SYS_PTRACE"))));
        assertThat(settings.timing()).isEqualTo(new TimingSettings(Duration.ofSeconds(12), Duration.ofSeconds(3)));
        assertThat(settings.engine()).isEqualTo(new EngineSettings(URI.create("tcp://10.0.0.1:2375"), false));
        assertThat(settings.images())
                .isEqualTo(new ImageSettings(
                        Duration.ofSeconds(100),
                        Duration.ofSeconds(10),
                        3,
                        Path.of("/etc/dwr/registries.json"),
                        Path.of("/root/.docker"),
                        new Architectures(Set.of("arm64", "riscv64")),
                        new CollectionRules(CollectionRules.Scope.ALL, 90, 80)));
        assertThat(settings.usage())
                .isEqualTo(new UsageSettings(Duration.ofSeconds(5), Duration.ofSeconds(60), new BigDecimal("0.5")));
        assertThat(settings.log()).isEqualTo(new LogSettings(0, 5L << 20));
        assertThat(settings.temporal()).isEqualTo(new TemporalSettings("temporal:7000", "jobs"));
        assertThat(settings.redis().port()).isEqualTo(6380);
        assertThat(settings.redis().database()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "EXECUTOR_ID|Alpha|must be 1 to 63 of a-z, 0-9 and '-'",
                "USAGE_INTERVAL|0|must be 1 to 3600",
                "GPU_IDLE_AFTER|9|must be 10 to 86400",
                "EXECUTOR_REGION|a b|must be 1 to 63 of letters",
                "EXECUTOR_DATACENTER|ä|must be 1 to 63 of letters",
                "EXECUTOR_CLUSTER|-x|must be 1 to 63 of letters",
                "EXECUTOR_LABELS|zone|must be pairs like zone=a,disk=fast",
                "IMAGE_PULL_RETRIES|-1|must be 0 to 20",
                "IMAGE_REMOVAL|some|must be off, pulled or all",
                "IMAGE_REMOVAL_HIGH|101|must be 1 to 100",
                "IMAGE_REMOVAL_LOW|86|must not be above IMAGE_REMOVAL_HIGH, 85",
                "EXECUTOR_CPU_CORES|0|must be 0.01 to 4096",
                "EXECUTOR_MEMORY_GB|x|must be a number",
                "EXECUTOR_RESERVED_MEMORY|1|must be a share below 1",
                "EXECUTOR_MAX_JOBS|0|must be 1 to 10000",
                "EXECUTOR_MAX_JOBS|1.5|must be a whole number",
                "EXECUTOR_VOLUME_ROOTS|srv|must be a comma list of absolute directories",
                "EXECUTOR_PIDS_LIMIT|3|must be 16 to 4194304",
                "EXECUTOR_ALLOW|cap=FLY|must be a comma list of privileged, host-network",
                "EXECUTOR_ALLOW|network=host|must be a comma list of privileged, host-network",
                "EXECUTOR_LABELS|dwr.allow.privileged=yes|may not begin with dwr.allow.: set EXECUTOR_ALLOW",
                "EXECUTOR_GUARD|no|must be start or external",
                "EXECUTOR_LOG_SPOOL_MIB|-1|must be 0 to 1048576",
                "EXECUTOR_LOG_SPOOL_TOTAL_MIB|x|must be a number",
                "LOST_AFTER|5|must be 6 to 86400",
                "LOST_AFTER|7.5|must be a whole number",
                "HEARTBEAT_INTERVAL|-1|must be 1 to 3600",
                "DOCKER_HOST|ssh://x|must be unix:///path/of/the.sock or tcp://host:port",
                "IMAGE_PULL_TIMEOUT|0|must be 1 to 604800",
                "IMAGE_PULL_NO_PROGRESS_TIMEOUT|0|must be 1 to 604800",
                "TEMPORAL_ADDRESS|temporal|must be host:port",
                "REDIS_PORT|99999|must be 1 to 65535",
            })
    void aViolationNamesVariableValueAndRule(String name, String value, String rule) {
        InvalidSettingsException invalid = catchThrowableOfType(
                InvalidSettingsException.class, () -> ExecutorSettings.fromEnvironment(Map.of(name, value)));

        assertThat(invalid.violations()).hasSize(1);
        assertThat(invalid.violations().getFirst()).contains(name, value, rule);
    }

    @Test
    void allViolationsAreToldAtOnce() {
        InvalidSettingsException invalid = catchThrowableOfType(
                InvalidSettingsException.class,
                () -> ExecutorSettings.fromEnvironment(
                        Map.of("LOST_AFTER", "x", "EXECUTOR_ID", "!", "REDIS_DB", "-1")));

        assertThat(invalid.violations()).hasSize(3);
    }

    @Test
    void everyClockFollowsFromOneSetting() {
        TimingSettings usual = new TimingSettings(Duration.ofSeconds(60), Duration.ofSeconds(30));
        TimingSettings small = new TimingSettings(Duration.ofSeconds(6), Duration.ofSeconds(30));

        assertThat(usual.signInterval()).isEqualTo(Duration.ofSeconds(5));
        assertThat(usual.contactLimit()).isEqualTo(Duration.ofSeconds(50));
        assertThat(usual.compareInterval()).isEqualTo(Duration.ofSeconds(30));
        assertThat(small.signInterval()).isEqualTo(Duration.ofSeconds(1));
        assertThat(small.contactLimit()).isEqualTo(Duration.ofSeconds(4));
        assertThat(small.compareInterval()).isEqualTo(Duration.ofSeconds(3));
    }
}
