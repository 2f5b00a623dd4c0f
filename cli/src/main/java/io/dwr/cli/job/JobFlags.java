package io.dwr.cli.job;

import io.dwr.cli.UsageException;
import io.dwr.cli.text.SecondsConverter;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ObjectNode;

/** The flags of a job, named as in {@code docker run} where Docker has the flag. Only what is given is sent. */
final class JobFlags {
    @Parameters(index = "0", arity = "0..1", paramLabel = "IMAGE", description = "The image to run.")
    private @Nullable String image;

    @Parameters(
            index = "1..*",
            arity = "0..*",
            paramLabel = "COMMAND",
            description = "Command and arguments; else the image's own. Everything after IMAGE belongs to it.")
    private List<String> command = new ArrayList<>();

    @Option(names = "--cpus", paramLabel = "N", description = "Cores, 0.01 and up, three decimals (default 1).")
    private @Nullable BigDecimal cpus;

    @Option(
            names = {"-m", "--memory"},
            paramLabel = "SIZE",
            description = "Memory: 512m, 2g, 512Mi, 2GiB, bytes (default 1g).")
    private @Nullable String memory;

    @Option(
            names = "--gpus",
            paramLabel = "N",
            converter = GpuFlag.Converter.class,
            description = "GPUs: a number, or model=MODEL,count=N.")
    private @Nullable GpuFlag gpus;

    @Option(names = "--gpu-type", paramLabel = "MODEL", description = "Model of the GPUs, or any.")
    private @Nullable String gpuType;

    @Option(names = "--gpu-memory", paramLabel = "GIB", description = "Least memory of each GPU in GiB.")
    private @Nullable BigDecimal gpuMemory;

    @Option(
            names = {"-e", "--env"},
            paramLabel = "NAME[=VALUE]",
            description = "A variable; without a value, this shell's own.")
    private List<String> variables = new ArrayList<>();

    @Option(names = "--env-file", paramLabel = "FILE", description = "Variables from a file, NAME=VALUE a line.")
    private List<String> environmentFiles = new ArrayList<>();

    @Option(
            names = {"-v", "--volume"},
            paramLabel = "SOURCE:TARGET[:ro]",
            description = "Mount a directory of the executor.")
    private List<String> volumes = new ArrayList<>();

    @Option(
            names = {"-w", "--workdir"},
            paramLabel = "DIR",
            description = "Working directory in the container.")
    private @Nullable String workingDirectory;

    @Option(
            names = {"-u", "--user"},
            paramLabel = "USER[:GROUP]",
            description = "User in the container.")
    private @Nullable String user;

    @Option(names = "--entrypoint", paramLabel = "PROGRAM", description = "Instead of the image's entrypoint.")
    private @Nullable String entrypoint;

    @Option(names = "--name", paramLabel = "NAME", description = "A name for the job; need not be unique.")
    private @Nullable String name;

    @Option(
            names = {"-l", "--label"},
            paramLabel = "NAME[=VALUE]",
            description = "Metadata of the job.")
    private List<String> labels = new ArrayList<>();

    @Option(names = "--pull", paramLabel = "POLICY", description = "missing (default), always or never.")
    private @Nullable String pull;

    @Option(
            names = "--registry-credentials",
            paramLabel = "NAME",
            description = "Pull with the credentials that the executor keeps under this name.")
    private @Nullable String registryCredentials;

    @Option(names = "--init", negatable = true, description = "Run an init as process 1 (default); --no-init: do not.")
    private @Nullable Boolean init;

    @Option(
            names = {"-t", "--tty"},
            description = "Give the container a terminal.")
    private boolean tty;

    @Mixin
    private OptionFlags options = new OptionFlags();

    @Option(
            names = "--stop-timeout",
            paramLabel = "TIME",
            converter = SecondsConverter.class,
            description = "Between SIGTERM and SIGKILL (default 10s).")
    private @Nullable Long stopTimeout;

    @Option(names = "--region", split = ",", paramLabel = "REGION", description = "Only there; repeatable.")
    private List<String> regions = new ArrayList<>();

    @Option(names = "--datacenter", split = ",", paramLabel = "NAME", description = "Only there; repeatable.")
    private List<String> datacenters = new ArrayList<>();

    @Option(names = "--require-label", paramLabel = "NAME=VALUE", description = "Only on executors with this label.")
    private List<String> requiredLabels = new ArrayList<>();

    @Option(names = "--exclude-label", paramLabel = "NAME=VALUE", description = "Not on executors with this label.")
    private List<String> excludedLabels = new ArrayList<>();

    @Option(names = "--exclude-executor", split = ",", paramLabel = "ID", description = "Not there; repeatable.")
    private List<String> excludedExecutors = new ArrayList<>();

    @Option(names = "--priority", paramLabel = "N", description = "0-100, higher is served first (default 50).")
    private @Nullable Integer priority;

    @Option(names = "--queue", paramLabel = "NAME", description = "The quota that the job counts against.")
    private @Nullable String queue;

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            converter = SecondsConverter.class,
            description = "Longest run: 90, 90s, 5m, 1h30m; 0 = no limit.")
    private @Nullable Long timeout;

    @Option(
            names = "--allocation-timeout",
            paramLabel = "TIME",
            converter = SecondsConverter.class,
            description = "Longest wait for room (default: no limit).")
    private @Nullable Long allocationTimeout;

    @Option(names = "--retries", paramLabel = "N", description = "Further tries when the program fails (default 0).")
    private @Nullable Integer retries;

    @Option(
            names = {"-i", "--interactive"},
            hidden = true)
    private boolean interactive;

    @Option(
            names = "--idempotency-key",
            paramLabel = "KEY",
            description = "Submit at most once under this key (default: a new key each time).")
    private @Nullable String idempotencyKey;

    @Option(
            names = "--dry-run",
            description = "Check the request and say where it would run now, or why it would wait; submit nothing.")
    private boolean dryRun;

    @Option(names = "--rm", hidden = true)
    void remove(boolean asked) {
        // Docker users type it; here every container is removed when its job has ended.
    }

    @Nullable
    String idempotencyKey() {
        return idempotencyKey;
    }

    boolean isDryRun() {
        return dryRun;
    }

    boolean hasImage() {
        return image != null;
    }

    /** Refuses what Docker has and a cluster has not. */
    void check() {
        options.check();
        if (interactive) {
            throw new UsageException("--interactive is not possible: a job has no standard input. Put the input into"
                    + " the command, the environment or a volume");
        }
    }

    /** Whether nothing at all is said about the job. */
    boolean isEmpty(Map<String, String> environment) {
        return request(environment).isEmpty();
    }

    /** The request that the flags mean. */
    ObjectNode request(Map<String, String> environment) {
        RequestBuilder request = new RequestBuilder();
        request.text("docker_image", image);
        request.texts("command", command);
        if (entrypoint != null) {
            request.texts("entrypoint", List.of(entrypoint));
        }
        request.number("cpu_cores", cpus);
        request.text("memory", memory);
        gpus(request);
        request.number("gpu_memory_gb", gpuMemory);
        request.texts("eligible_regions", regions);
        request.texts("eligible_datacenters", datacenters);
        request.pairs("eligible_labels", requiredLabels);
        request.pairs("excluded_labels", excludedLabels);
        request.texts("excluded_executors", excludedExecutors);
        request.map("environment", new EnvironmentFlags(environment).read(environmentFiles, variables));
        request.texts("volumes", volumes);
        request.text("working_directory", workingDirectory);
        request.text("user", user);
        request.text("name", name);
        request.pairs("labels", labels);
        request.number("allocation_timeout", allocationTimeout);
        request.number("timeout", timeout);
        request.number("grace_period", stopTimeout);
        request.number("max_retries", retries);
        request.number("priority", priority);
        request.text("queue", queue);
        request.text("pull_policy", pull);
        request.text("registry_credentials", registryCredentials);
        request.flag("init", init);
        request.on("tty", tty);
        options.addTo(request);
        return request.build();
    }

    private void gpus(RequestBuilder request) {
        if (gpus != null) {
            request.number("gpu_count", gpus.count());
        }
        String flagModel = gpus == null ? null : gpus.model();
        request.text("gpu_type", gpuType == null ? flagModel : gpuType);
    }
}
