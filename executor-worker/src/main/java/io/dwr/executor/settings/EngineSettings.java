package io.dwr.executor.settings;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The container engine and how images are fetched.
 *
 * @param host {@code DOCKER_HOST}, {@code unix:///var/run/docker.sock}
 * @param configDirectory {@code DOCKER_CONFIG}, the directory with config.json; null = no credentials
 * @param pullTimeout {@code IMAGE_PULL_TIMEOUT}, 3600 s in all
 * @param pullNoProgressTimeout {@code IMAGE_PULL_NO_PROGRESS_TIMEOUT}, 300 s
 * @param guard {@code EXECUTOR_GUARD}: whether this process starts the guard ({@code start}) or an operator runs it as a
 *     service of its own ({@code external})
 */
public record EngineSettings(
        URI host, @Nullable Path configDirectory, Duration pullTimeout, Duration pullNoProgressTimeout, boolean guard) {
    private static final int MOST_PULL_SECONDS = 604_800;

    static EngineSettings read(SettingsReader reader) {
        String config = reader.optional("DOCKER_CONFIG");
        return new EngineSettings(
                host(reader),
                config == null ? null : Path.of(config),
                reader.seconds("IMAGE_PULL_TIMEOUT", 3600, 1, MOST_PULL_SECONDS),
                reader.seconds("IMAGE_PULL_NO_PROGRESS_TIMEOUT", 300, 1, MOST_PULL_SECONDS),
                guard(reader));
    }

    private static URI host(SettingsReader reader) {
        String name = "DOCKER_HOST";
        String fallback = "unix:///var/run/docker.sock";
        String text = reader.text(name, fallback);
        if (!text.startsWith("unix:///") && !text.startsWith("tcp://")) {
            reader.violation(name, text, "must be unix:///path/of/the.sock or tcp://host:port");
            return URI.create(fallback);
        }
        try {
            return URI.create(text);
        } catch (IllegalArgumentException notAnAddress) {
            reader.violation(name, text, "must be unix:///path/of/the.sock or tcp://host:port");
            return URI.create(fallback);
        }
    }

    private static boolean guard(SettingsReader reader) {
        String mode = reader.text("EXECUTOR_GUARD", "start");
        if (!mode.equals("start") && !mode.equals("external")) {
            reader.violation("EXECUTOR_GUARD", mode, "must be start or external");
        }
        return mode.equals("start");
    }
}
