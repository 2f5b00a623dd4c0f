package io.dwr.executor.engine.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.model.Info;
import io.dwr.executor.engine.EngineFacts;
import io.dwr.executor.engine.EngineSurvey;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Map;

/** An engine's answers to {@code /info} and {@code /version} in this system's words. */
final class DockerSurvey {
    private static final String MISSING = "N/A";

    private DockerSurvey() {}

    static EngineSurvey of(EngineFacts facts, DockerClient client) {
        String apiVersion = String.valueOf(client.versionCmd().exec().getApiVersion());
        Instant before = Instant.now();
        Info info = client.infoCmd().exec();
        Instant middle = before.plus(Duration.between(before, Instant.now()).dividedBy(2));
        return new EngineSurvey(
                facts,
                apiVersion,
                String.valueOf(info.getOsType()),
                String.valueOf(info.getDriver()),
                new EngineSurvey.Limits(
                        cgroupVersion(String.valueOf(info.getCGroupVersion())),
                        String.valueOf(info.getCGroupDriver()),
                        Boolean.TRUE.equals(info.getMemoryLimit()),
                        Boolean.TRUE.equals(info.getSwapLimit()),
                        Boolean.TRUE.equals(info.getCpuCfsQuota()),
                        Boolean.TRUE.equals(info.getRawValues().get("PidsLimit"))),
                hasInit(info),
                ahead(String.valueOf(info.getSystemTime()), middle));
    }

    private static int cgroupVersion(String text) {
        return switch (text) {
            case "1" -> 1;
            case "2" -> 2;
            default -> 0;
        };
    }

    /** An engine that cannot find its init process names it all the same, without a version. */
    private static boolean hasInit(Info info) {
        Object commit = info.getRawValues().get("InitCommit");
        return !(commit instanceof Map<?, ?> parts) || !MISSING.equals(parts.get("ID"));
    }

    private static Duration ahead(String systemTime, Instant ours) {
        try {
            return Duration.between(ours, OffsetDateTime.parse(systemTime).toInstant());
        } catch (DateTimeParseException untold) {
            return Duration.ZERO;
        }
    }
}
