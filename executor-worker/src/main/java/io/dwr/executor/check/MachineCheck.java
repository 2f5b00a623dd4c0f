package io.dwr.executor.check;

import io.dwr.executor.engine.EngineSurvey;
import io.dwr.executor.engine.EngineUnavailableException;
import io.dwr.executor.engine.docker.DockerContainerEngine;
import io.dwr.executor.inventory.GpuLimits;
import io.dwr.executor.inventory.GpuWatch;
import io.dwr.executor.settings.ExecutorSettings;
import io.dwr.executor.settings.InvalidSettingsException;
import io.dwr.executor.settings.OfferSettings;
import io.dwr.redis.RedisSurvey;
import io.dwr.redis.ledger.LedgerUnavailableException;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Looks at all that an executor on this machine would stand on. */
final class MachineCheck {
    private static final Duration RECORDS = Duration.ofDays(7);
    private static final BigDecimal GIB = BigDecimal.valueOf(1L << 30);

    private final Map<String, String> environment;

    MachineCheck(Map<String, String> environment) {
        this.environment = environment;
    }

    /** With settings that cannot be used, nothing else can be looked at. */
    List<Finding> run() {
        ExecutorSettings settings;
        try {
            settings = ExecutorSettings.fromEnvironment(environment);
        } catch (InvalidSettingsException invalid) {
            return invalid.violations().stream()
                    .map(violation ->
                            Finding.fail("settings", violation, "correct it; docs/configuration.md has every setting"))
                    .toList();
        }
        List<Finding> findings = new ArrayList<>(List.of(Finding.ok("settings", "all can be used")));
        findings.addAll(engine(settings));
        findings.addAll(PlaceFindings.state(
                settings.identity().stateDirectory(),
                settings.engine().guard(),
                settings.identity().equalShare()));
        findings.addAll(redis(settings));
        findings.addAll(StoreFindings.of(TemporalSurvey.of(settings.temporal()), settings.temporal(), retention()));
        return findings;
    }

    private List<Finding> engine(ExecutorSettings settings) {
        URI host = settings.engine().host();
        DockerContainerEngine engine = new DockerContainerEngine(host, 1);
        try {
            EngineSurvey survey = engine.survey();
            List<Finding> findings = new ArrayList<>(EngineFindings.of(survey, host));
            findings.addAll(offered(settings.offer(), survey));
            findings.addAll(gpus(settings, survey));
            findings.add(ClockFinding.of("the engine", survey.clockAhead()));
            Path data = Path.of(survey.facts().dataDirectory());
            findings.addAll(PlaceFindings.data(data));
            findings.addAll(PlaceFindings.volumes(
                    settings.offer().volumeRoots(), List.of(settings.identity().stateDirectory(), data)));
            return findings;
        } catch (EngineUnavailableException away) {
            return List.of(EngineFindings.away(host, String.valueOf(away.getMessage())));
        } finally {
            engine.close();
        }
    }

    /** One look, so that memory which jobs use now is taken for nobody else's. */
    private List<Finding> gpus(ExecutorSettings settings, EngineSurvey survey) {
        List<String> chosen = settings.offer().gpus();
        GpuWatch gpus = new GpuWatch(
                environment.getOrDefault("PATH", ""),
                GpuLimits.of(chosen, settings.usage().gpuForeignMib()),
                Clock.systemUTC());
        try {
            gpus.look();
        } catch (InterruptedException over) {
            Thread.currentThread().interrupt();
        }
        return GpuFindings.of(gpus, gpus.states(), survey.facts(), chosen, Path.of("/dev"));
    }

    private static List<Finding> offered(OfferSettings offer, EngineSurvey survey) {
        List<Finding> findings = new ArrayList<>();
        int cpus = survey.facts().cpus();
        if (isMore(offer.cpuCores(), BigDecimal.ONE, cpus)) {
            findings.add(tooMuch("EXECUTOR_CPU_CORES", offer.cpuCores(), cpus + " cores"));
        }
        long bytes = survey.facts().memoryBytes();
        if (isMore(offer.memoryGb(), GIB, bytes)) {
            findings.add(
                    tooMuch("EXECUTOR_MEMORY_GB", offer.memoryGb(), "%.1f GiB".formatted(bytes / GIB.doubleValue())));
        }
        if (findings.isEmpty()) {
            findings.add(
                    Finding.ok("machine", cpus + " cores, %.1f GiB of memory".formatted(bytes / GIB.doubleValue())));
        }
        return findings;
    }

    private static boolean isMore(@Nullable BigDecimal wished, BigDecimal unit, long present) {
        return wished != null && wished.multiply(unit).compareTo(BigDecimal.valueOf(present)) > 0;
    }

    private static Finding tooMuch(String setting, @Nullable BigDecimal wished, String present) {
        return Finding.warning(
                "machine",
                setting + " is " + wished + ", and the engine has " + present + ": that much is offered",
                "lower or unset " + setting);
    }

    private static List<Finding> redis(ExecutorSettings settings) {
        try {
            RedisSurvey redis = RedisSurvey.of(settings.redis());
            List<Finding> findings = new ArrayList<>(StoreFindings.of(redis, settings.redis()));
            findings.add(ClockFinding.of("Redis", redis.clockAhead()));
            return findings;
        } catch (LedgerUnavailableException away) {
            return List.of(StoreFindings.redisAway(String.valueOf(away.getMessage())));
        }
    }

    /** The scheduler's setting, when this machine's environment knows it; its default otherwise. */
    private Duration retention() {
        String days = environment.getOrDefault("JOB_RETENTION_DAYS", "").strip();
        return days.matches("\\d{1,4}") ? Duration.ofDays(Long.parseLong(days)) : RECORDS;
    }
}
