package io.dwr.executor.settings;

import java.net.URI;

/**
 * The container engine.
 *
 * @param host {@code DOCKER_HOST}, {@code unix:///var/run/docker.sock}
 * @param guard {@code EXECUTOR_GUARD}: whether this process starts the guard ({@code start}) or an operator runs it as a
 *     service of its own ({@code external})
 */
public record EngineSettings(URI host, boolean guard) {
    static EngineSettings read(SettingsReader reader) {
        return new EngineSettings(host(reader), guard(reader));
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
