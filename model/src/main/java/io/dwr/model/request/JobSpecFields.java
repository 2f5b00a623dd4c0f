package io.dwr.model.request;

import io.dwr.model.job.ContainerOptions;
import io.dwr.model.job.ContainerSpec;
import io.dwr.model.job.JobSpec;
import io.dwr.model.job.RunPolicy;
import io.dwr.model.placement.GpuRequirements;
import io.dwr.model.placement.Requirements;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Writes a spec as the fields of a request: read again, they give the same spec. */
public final class JobSpecFields {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final long BYTES_PER_GIB = 1L << 30;
    private static final long MIB_PER_GIB = 1024;

    private JobSpecFields() {}

    /** The fields in the order of the documentation. */
    public static ObjectNode of(JobSpec spec) {
        ObjectNode fields = NODES.objectNode();
        write(spec, fields);
        return fields;
    }

    /** Adds the fields to an object. */
    public static void write(JobSpec spec, ObjectNode fields) {
        ContainerSpec container = spec.container();
        fields.put("docker_image", container.image());
        fields.set("command", texts(container.command()));
        fields.set("entrypoint", texts(container.entrypoint()));
        writeRequirements(spec.requirements(), fields);
        fields.set("environment", map(container.environment()));
        ArrayNode volumes = fields.putArray("volumes");
        container.volumes().forEach(volume -> volumes.add(volume.text()));
        fields.put("working_directory", container.workingDirectory());
        fields.put("user", container.user());
        fields.put("name", spec.name());
        fields.set("labels", map(spec.labels()));
        writePolicy(spec.policy(), fields);
        fields.put("pull_policy", container.pullPolicy().word());
        fields.put("registry_credentials", container.registryCredentials());
        fields.put("init", container.init());
        fields.put("tty", container.tty());
        writeOptions(container.chosen(), fields);
    }

    private static void writeOptions(ContainerOptions options, ObjectNode fields) {
        ContainerOptions.Limits limits = options.limits();
        ContainerOptions.Privileges privileges = options.privileges();
        fields.put("hostname", options.hostname());
        fields.put("network_mode", privileges.network());
        fields.put("shm_size", limits.shmBytes() == null ? null : Long.toString(limits.shmBytes()));
        fields.put("pids_limit", limits.pids());
        fields.set(
                "tmpfs",
                texts(limits.tmpfs().stream()
                        .map(ContainerOptions.TmpfsMount::text)
                        .toList()));
        fields.set("ulimits", map(options.ulimitTexts()));
        fields.put("read_only", options.readOnly());
        fields.set("cap_drop", texts(privileges.capDrop()));
        fields.set("cap_add", texts(privileges.capAdd()));
        fields.put("no_new_privileges", privileges.noNewPrivileges());
        fields.set(
                "devices",
                texts(privileges.devices().stream()
                        .map(ContainerOptions.DeviceMapping::text)
                        .toList()));
        fields.put("privileged", privileges.privileged());
        fields.put("pid_mode", privileges.pid());
        fields.put("ipc_mode", privileges.ipc());
        fields.put("stop_signal", options.stopSignal());
    }

    /** The fields as compact JSON in UTF-8. */
    static byte[] bytes(JobSpec spec) {
        return of(spec).toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void writeRequirements(Requirements requirements, ObjectNode fields) {
        GpuRequirements gpus = requirements.gpus();
        fields.set(
                "cpu_cores", number(BigDecimal.valueOf(requirements.resources().milliCpus(), 3)));
        fields.set(
                "memory_gb", number(MemoryQuantity.gib(requirements.resources().memoryBytes(), BYTES_PER_GIB)));
        fields.put("gpu_count", gpus.count());
        fields.put("gpu_type", gpus.type());
        if (gpus.memoryMib() == 0) {
            fields.putNull("gpu_memory_gb");
        } else {
            fields.set("gpu_memory_gb", number(MemoryQuantity.gib(gpus.memoryMib(), MIB_PER_GIB)));
        }
        fields.set("eligible_regions", texts(requirements.regions()));
        fields.set("eligible_datacenters", texts(requirements.datacenters()));
        fields.set("eligible_labels", map(requirements.eligibleLabels()));
        fields.set("excluded_labels", map(requirements.excludedLabels()));
        fields.set("excluded_executors", texts(requirements.excludedExecutors()));
    }

    private static void writePolicy(RunPolicy policy, ObjectNode fields) {
        fields.put("allocation_timeout", policy.allocationTimeoutSeconds());
        fields.put("timeout", policy.timeoutSeconds());
        fields.put("grace_period", policy.gracePeriodSeconds());
        fields.put("max_retries", policy.maxRetries());
        fields.put("priority", policy.priority());
        fields.put("queue", policy.queue());
    }

    /** A whole number without a decimal point, as the original wrote them. */
    private static JsonNode number(BigDecimal amount) {
        BigDecimal plain = amount.stripTrailingZeros();
        return plain.scale() <= 0 ? NODES.numberNode(plain.longValueExact()) : NODES.numberNode(plain);
    }

    private static ArrayNode texts(Collection<String> texts) {
        ArrayNode array = NODES.arrayNode();
        texts.forEach(array::add);
        return array;
    }

    private static ObjectNode map(Map<String, String> map) {
        ObjectNode object = NODES.objectNode();
        new TreeMap<>(map).forEach(object::put);
        return object;
    }
}
