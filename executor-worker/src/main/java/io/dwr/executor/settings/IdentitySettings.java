package io.dwr.executor.settings;

import io.dwr.model.job.Permission;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Who the executor is and where it keeps what outlives it.
 *
 * @param id {@code EXECUTOR_ID}; null = made once and kept in the state directory
 * @param ip {@code EXECUTOR_IP}, for display; null = found out
 * @param region {@code EXECUTOR_REGION}, {@code default}
 * @param datacenter {@code EXECUTOR_DATACENTER}, {@code default}
 * @param labels {@code EXECUTOR_LABELS}, {@code a=b,c=d}
 * @param cluster {@code EXECUTOR_CLUSTER}, {@code default}: only containers with this label are ours
 * @param stateDirectory {@code EXECUTOR_STATE_DIR}
 * @param equalShare {@code EXECUTOR_SHARE}: whether this is one of several executors of one engine that keep their state
 *     below one directory and each offer an equal part ({@code equal}), or has directory and engine for itself ({@code
 *     whole})
 */
public record IdentitySettings(
        @Nullable String id,
        @Nullable String ip,
        String region,
        String datacenter,
        Map<String, String> labels,
        String cluster,
        Path stateDirectory,
        boolean equalShare) {
    private static final Pattern ID = Pattern.compile("[a-z0-9-]{0,63}");
    private static final Pattern WORD = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,62}");
    private static final String WORD_RULE = "must be 1 to 63 of letters, digits, '.', '_' and '-'";

    public IdentitySettings {
        labels = Map.copyOf(labels);
    }

    static IdentitySettings read(SettingsReader reader) {
        String id = reader.matching("EXECUTOR_ID", "", ID, "must be 1 to 63 of a-z, 0-9 and '-'");
        return new IdentitySettings(
                id.isEmpty() ? null : id,
                reader.optional("EXECUTOR_IP"),
                reader.matching("EXECUTOR_REGION", "default", WORD, WORD_RULE),
                reader.matching("EXECUTOR_DATACENTER", "default", WORD, WORD_RULE),
                labels(reader),
                reader.matching("EXECUTOR_CLUSTER", "default", WORD, WORD_RULE),
                Path.of(reader.text("EXECUTOR_STATE_DIR", defaultStateDirectory()))
                        .toAbsolutePath()
                        .normalize(),
                equalShare(reader));
    }

    private static boolean equalShare(SettingsReader reader) {
        String share = reader.text("EXECUTOR_SHARE", "whole");
        if (!share.equals("whole") && !share.equals("equal")) {
            reader.violation("EXECUTOR_SHARE", share, "must be whole or equal");
        }
        return share.equals("equal");
    }

    private static Map<String, String> labels(SettingsReader reader) {
        Map<String, String> labels = reader.pairs("EXECUTOR_LABELS");
        labels.forEach((label, value) -> {
            if (label.startsWith(Permission.LABEL_PREFIX)) {
                reader.violation(
                        "EXECUTOR_LABELS",
                        label + "=" + value,
                        "may not begin with " + Permission.LABEL_PREFIX + ": set EXECUTOR_ALLOW");
            }
        });
        return labels;
    }

    private static String defaultStateDirectory() {
        return System.getProperty("user.name").equals("root")
                ? "/var/lib/dwr/executor"
                : System.getProperty("user.home") + "/.local/state/dwr/executor";
    }
}
