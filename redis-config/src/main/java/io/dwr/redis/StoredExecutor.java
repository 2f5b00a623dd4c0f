package io.dwr.redis;

import io.dwr.model.executor.Capacity;
import io.dwr.model.executor.ExecutorCondition;
import io.dwr.model.executor.ExecutorContact;
import io.dwr.model.executor.ExecutorId;
import io.dwr.model.executor.ExecutorReport;
import io.dwr.model.executor.ExecutorState;
import io.dwr.model.executor.ExecutorView;
import io.dwr.model.executor.Gpu;
import io.dwr.model.executor.HostState;
import io.dwr.model.job.JobId;
import io.dwr.model.placement.Resources;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** An executor's hash in Redis: written from a report, read as a view. */
final class StoredExecutor {
    private static final long MIB = 1024L * 1024;
    private static final double MILLIONTHS = 1_000_000;
    private static final String TROUBLE = "trouble";
    private static final String GPU_HOLDER = "gpu:";

    private StoredExecutor() {}

    /** What a report changes, all as text. */
    static Map<String, String> fields(ExecutorReport report) {
        Map<String, String> fields = new TreeMap<>();
        Resources resources = report.capacity().resources();
        fields.put("ip", report.site().ip());
        fields.put("host", report.site().hostName());
        fields.put("region", report.site().region());
        fields.put("datacenter", report.site().datacenter());
        fields.put("labels", StoredJson.write(new TreeMap<>(report.site().labels())));
        fields.put("cpu", String.valueOf(resources.milliCpus()));
        // Rounded down: an executor never gives more than it has.
        fields.put("memory", String.valueOf(resources.memoryBytes() / MIB));
        fields.put("memory_bytes", String.valueOf(resources.memoryBytes()));
        fields.put("max_jobs", String.valueOf(report.capacity().maxJobs()));
        fields.put(
                "gpus",
                StoredJson.write(
                        report.capacity().gpus().stream().map(StoredGpu::of).toList()));
        fields.put("predecessor", Objects.requireNonNullElse(report.process().predecessor(), ""));
        fields.put(TROUBLE, Objects.requireNonNullElse(report.health().trouble(), ""));
        fields.put("engine_version", report.engine().version());
        fields.put("cpu_utilization", millionths(report.health().host().cpuUtilization()));
        fields.put("memory_utilization", millionths(report.health().host().memoryUtilization()));
        fields.put("host_state", StoredJson.write(report.health().host()));
        return fields;
    }

    /** The engine, as the function compares it. */
    static String engine(ExecutorReport report) {
        Resources total = report.engine().total();
        return StoredJson.write(new StoredEngine(report.engine().id(), total.milliCpus(), total.memoryBytes()));
    }

    static String gpuUuids(ExecutorReport report) {
        return StoredJson.write(report.capacity().gpus().stream().map(Gpu::uuid).toList());
    }

    /** One answer of the function {@code executors}. */
    static ExecutorView view(Reply answer) {
        Map<String, String> fields = answer.list(1).fields();
        List<Gpu> gpus = gpus(fields);
        List<JobId> jobs = jobs(answer.list(2));
        return new ExecutorView(
                new ExecutorId(answer.text(0)),
                text(fields, "ip"),
                text(fields, "host"),
                text(fields, "region"),
                text(fields, "datacenter"),
                labels(fields),
                condition(fields, jobs.isEmpty()),
                new Capacity(new Resources(number(fields, "cpu"), number(fields, "memory_bytes")), gpus, (int)
                        number(fields, "max_jobs")),
                free(fields),
                gpus.stream()
                        .map(Gpu::uuid)
                        .filter(uuid -> !fields.containsKey(GPU_HOLDER + uuid))
                        .toList(),
                jobs,
                host(fields),
                time(fields, "contact"));
    }

    /** One answer of the function {@code contacts}. */
    static ExecutorContact contact(Reply answer) {
        return new ExecutorContact(
                new ExecutorId(answer.text(0)),
                Instant.ofEpochMilli(answer.number(1)),
                Instant.ofEpochMilli(answer.number(2)),
                answer.text(3).isEmpty() ? null : answer.text(3),
                answer.text(4).isEmpty() ? null : Instant.ofEpochMilli(answer.number(4)));
    }

    /** Of an executor of an earlier version only the utilization. */
    private static HostState host(Map<String, String> fields) {
        String state = fields.get("host_state");
        return state == null
                ? HostState.of(
                        number(fields, "cpu_utilization") / MILLIONTHS,
                        number(fields, "memory_utilization") / MILLIONTHS)
                : StoredJson.read(state, HostState.class);
    }

    private static Resources free(Map<String, String> fields) {
        long milliCpus = number(fields, "cpu") - number(fields, "used_cpu");
        long mib = number(fields, "memory") - number(fields, "used_memory");
        return new Resources(Math.max(milliCpus, 0), Math.max(mib, 0) * MIB);
    }

    private static ExecutorCondition condition(Map<String, String> fields, boolean idle) {
        if (text(fields, "lost").equals("1")) {
            return ExecutorCondition.of(idle ? ExecutorState.GONE : ExecutorState.LOST);
        }
        ExecutorState wish = ExecutorState.ofWord(text(fields, "state"));
        if (wish == ExecutorState.DRAINING) {
            return new ExecutorCondition(wish, null, time(fields, "drain_until"));
        }
        String trouble = fields.getOrDefault(TROUBLE, "");
        if (wish == ExecutorState.READY && !trouble.isEmpty()) {
            return new ExecutorCondition(ExecutorState.SET_ASIDE, trouble, null);
        }
        if (wish == ExecutorState.READY && fields.containsKey("set_aside_until")) {
            return new ExecutorCondition(
                    ExecutorState.SET_ASIDE, text(fields, "set_aside_reason"), time(fields, "set_aside_until"));
        }
        return ExecutorCondition.of(wish);
    }

    private static Instant time(Map<String, String> fields, String name) {
        return Instant.ofEpochMilli(number(fields, name));
    }

    private static List<Gpu> gpus(Map<String, String> fields) {
        return Stream.of(StoredJson.read(text(fields, "gpus"), StoredGpu[].class))
                .map(gpu -> new Gpu(gpu.uuid(), gpu.model(), gpu.memory()))
                .toList();
    }

    private static Map<String, String> labels(Map<String, String> fields) {
        return StoredJson.readTexts(text(fields, "labels"));
    }

    private static List<JobId> jobs(Reply held) {
        return IntStream.range(0, held.size() / 2)
                .mapToObj(i -> new JobId(held.text(2 * i)))
                .toList();
    }

    private static String text(Map<String, String> fields, String name) {
        String value = fields.get(name);
        if (value == null) {
            throw new IllegalStateException("the ledger's record of an executor has no field " + name);
        }
        return value;
    }

    private static long number(Map<String, String> fields, String name) {
        return Long.parseLong(text(fields, name));
    }

    private static String millionths(double share) {
        return String.valueOf(Math.round(share * MILLIONTHS));
    }

    /** The part of an engine that counts. */
    private record StoredEngine(String id, long cpu, long memoryBytes) {}

    /**
     * A GPU as the functions read it.
     *
     * @param match the model in the form in which models are compared
     */
    private record StoredGpu(String uuid, String model, String match, long memory) {
        static StoredGpu of(Gpu gpu) {
            return new StoredGpu(
                    gpu.uuid(), gpu.model(), gpu.model().strip().toLowerCase(Locale.ROOT), gpu.memoryMib());
        }
    }
}
