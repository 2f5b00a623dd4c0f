package io.dwr.cli.job;

import java.util.Map;

/** Which flag a field of a request comes from. */
final class FlagNames {
    private static final Map<String, String> FLAGS = Map.ofEntries(
            Map.entry("docker_image", "IMAGE"),
            Map.entry("command", "COMMAND"),
            Map.entry("entrypoint", "--entrypoint"),
            Map.entry("cpu_cores", "--cpus"),
            Map.entry("memory", "--memory"),
            Map.entry("gpu_count", "--gpus"),
            Map.entry("gpu_type", "--gpu-type"),
            Map.entry("gpu_memory_gb", "--gpu-memory"),
            Map.entry("eligible_regions", "--region"),
            Map.entry("eligible_datacenters", "--datacenter"),
            Map.entry("eligible_labels", "--require-label"),
            Map.entry("excluded_labels", "--exclude-label"),
            Map.entry("excluded_executors", "--exclude-executor"),
            Map.entry("environment", "--env"),
            Map.entry("volumes", "--volume"),
            Map.entry("working_directory", "--workdir"),
            Map.entry("user", "--user"),
            Map.entry("name", "--name"),
            Map.entry("labels", "--label"),
            Map.entry("allocation_timeout", "--allocation-timeout"),
            Map.entry("timeout", "--timeout"),
            Map.entry("grace_period", "--stop-timeout"),
            Map.entry("max_retries", "--retries"),
            Map.entry("priority", "--priority"),
            Map.entry("queue", "--queue"),
            Map.entry("pull_policy", "--pull"),
            Map.entry("registry_credentials", "--registry-credentials"),
            Map.entry("init", "--init"),
            Map.entry("tty", "--tty"),
            Map.entry("hostname", "--hostname"),
            Map.entry("network_mode", "--network"),
            Map.entry("shm_size", "--shm-size"),
            Map.entry("pids_limit", "--pids-limit"),
            Map.entry("tmpfs", "--tmpfs"),
            Map.entry("ulimits", "--ulimit"),
            Map.entry("read_only", "--read-only"),
            Map.entry("cap_drop", "--cap-drop"),
            Map.entry("cap_add", "--cap-add"),
            Map.entry("no_new_privileges", "--security-opt"),
            Map.entry("devices", "--device"),
            Map.entry("privileged", "--privileged"),
            Map.entry("pid_mode", "--pid"),
            Map.entry("ipc_mode", "--ipc"),
            Map.entry("stop_signal", "--stop-signal"));

    private FlagNames() {}

    /** The flag of the field that a JSON pointer leads to, else the pointer itself. */
    static String of(String pointer) {
        if (!pointer.startsWith("/")) {
            return pointer;
        }
        String field = pointer.substring(1).split("/", 2)[0];
        return FLAGS.getOrDefault(field, pointer);
    }
}
