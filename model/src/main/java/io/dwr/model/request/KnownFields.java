package io.dwr.model.request;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The names that a request may use, and what somebody may have meant who wrote another. */
final class KnownFields {
    static final List<String> NAMES = List.of(
            "docker_image",
            "command",
            "entrypoint",
            "cpu_cores",
            "memory_gb",
            "memory",
            "gpu_count",
            "gpu_type",
            "gpu_memory_gb",
            "eligible_regions",
            "eligible_datacenters",
            "eligible_labels",
            "excluded_labels",
            "excluded_executors",
            "environment",
            "volumes",
            "working_directory",
            "user",
            "name",
            "labels",
            "allocation_timeout",
            "timeout",
            "grace_period",
            "max_retries",
            "priority",
            "queue",
            "pull_policy",
            "registry_credentials",
            "init",
            "tty",
            "hostname",
            "network_mode",
            "shm_size",
            "pids_limit",
            "tmpfs",
            "ulimits",
            "read_only",
            "cap_drop",
            "cap_add",
            "no_new_privileges",
            "devices",
            "privileged",
            "pid_mode",
            "ipc_mode",
            "stop_signal");

    private static final Map<String, String> OTHER_WORDS = Map.ofEntries(
            Map.entry("image", "docker_image"),
            Map.entry("cmd", "command"),
            Map.entry("args", "command"),
            Map.entry("arguments", "command"),
            Map.entry("cpu", "cpu_cores"),
            Map.entry("cpus", "cpu_cores"),
            Map.entry("cores", "cpu_cores"),
            Map.entry("mem", "memory"),
            Map.entry("memory_mb", "memory"),
            Map.entry("ram", "memory"),
            Map.entry("gpu", "gpu_count"),
            Map.entry("gpus", "gpu_count"),
            Map.entry("gpu_model", "gpu_type"),
            Map.entry("env", "environment"),
            Map.entry("regions", "eligible_regions"),
            Map.entry("region", "eligible_regions"),
            Map.entry("datacenters", "eligible_datacenters"),
            Map.entry("datacenter", "eligible_datacenters"),
            Map.entry("volume", "volumes"),
            Map.entry("mounts", "volumes"),
            Map.entry("workdir", "working_directory"),
            Map.entry("working_dir", "working_directory"),
            Map.entry("cwd", "working_directory"),
            Map.entry("tags", "labels"),
            Map.entry("retries", "max_retries"),
            Map.entry("run_timeout", "timeout"),
            Map.entry("max_runtime", "timeout"),
            Map.entry("stop_timeout", "grace_period"),
            Map.entry("pull", "pull_policy"),
            Map.entry("credentials", "registry_credentials"),
            Map.entry("network", "network_mode"),
            Map.entry("net", "network_mode"),
            Map.entry("pid", "pid_mode"),
            Map.entry("ipc", "ipc_mode"),
            Map.entry("device", "devices"),
            Map.entry("capabilities", "cap_add"));

    private KnownFields() {}

    /** The field that was probably meant. */
    static @Nullable String meant(String unknown) {
        String word = unknown.strip().toLowerCase(Locale.ROOT).replace('-', '_');
        if (NAMES.contains(word)) {
            return word;
        }
        String other = OTHER_WORDS.get(word);
        if (other != null || word.length() > 40) {
            return other;
        }
        String plain = word.replace("_", "");
        String nearest = null;
        int least = Math.min(2, plain.length() / 3) + 1;
        for (String name : NAMES) {
            int distance = distance(plain, name.replace("_", ""));
            if (distance < least) {
                least = distance;
                nearest = name;
            }
        }
        return nearest;
    }

    /** Edits from one word to the other: insert, delete, replace. */
    private static int distance(String from, String to) {
        int[] row = new int[to.length() + 1];
        for (int j = 0; j <= to.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                int replaced = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[to.length()];
    }
}
