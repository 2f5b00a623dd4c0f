package io.dwr.cli.job;

import io.dwr.cli.Console;
import io.dwr.cli.OutputOption;
import io.dwr.cli.Session;
import io.dwr.cli.text.Bytes;
import io.dwr.cli.text.Durations;
import io.dwr.cli.text.Table;
import io.dwr.model.job.JobStatus;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** {@code dwr top}: what running jobs use, as {@code docker stats --no-stream} does of containers. */
@Command(name = "top", description = "Show what running jobs use of CPU, memory, network, disk and GPUs.")
public final class TopCommand implements Runnable {
    private static final int MOST = 1000;
    private static final int MOST_NAME = 24;
    private static final double PERCENT = 100;
    private static final BigDecimal GIB = BigDecimal.valueOf(1L << 30);
    private static final String UNKNOWN = "-";

    private final Session session;

    @Parameters(paramLabel = "ID", arity = "0..*", description = "Only these jobs, or beginnings of their ids.")
    private List<String> ids = new ArrayList<>();

    @Option(names = "--no-trunc", description = "Whole ids and names.")
    private boolean whole;

    @Mixin
    private OutputOption output = new OutputOption();

    public TopCommand(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        Console console = session.console();
        Jobs jobs = new Jobs(session.client());
        Jobs.Listing listing = ids.isEmpty()
                ? jobs.list(JobStatus.RUNNING.word(), MOST)
                : new Jobs.Listing(
                        ids.stream().map(id -> jobs.get(jobs.resolve(id))).toList(), false);
        List<JsonNode> shown = listing.jobs();
        if (output.isJson()) {
            ArrayNode array = JsonNodeFactory.instance.arrayNode();
            shown.forEach(array::add);
            OutputOption.print(console, array);
        } else {
            console.raw(table(shown));
        }
        console.flush();
        if (listing.more()) {
            console.say("more jobs run than the " + MOST + " newest listed. Name those you mean.");
        }
    }

    private String table(List<JsonNode> jobs) {
        ShortIds shortIds =
                new ShortIds(jobs.stream().map(job -> text(job, "job_id")).toList());
        Table table = new Table(
                "JOB ID",
                "NAME",
                "EXECUTOR",
                "CPU %",
                "MEM USAGE / LIMIT",
                "MEM %",
                "NET I/O",
                "BLOCK I/O",
                "GPU %",
                "GPU MEM",
                "SAMPLED");
        for (JsonNode job : jobs) {
            String id = text(job, "job_id");
            JsonNode usage = job.path("usage");
            boolean known = usage.isObject();
            table.add(
                    whole ? id : shortIds.of(id),
                    whole ? text(job, "name") : Table.cut(text(job, "name"), MOST_NAME),
                    text(job, "executor_id"),
                    known ? percent(usage.path("cpu_cores").asDouble() * PERCENT) : UNKNOWN,
                    (known ? bytes(usage, "memory_bytes") : UNKNOWN) + " / " + Bytes.of(limit(job)),
                    known ? percent(usage.path("memory_bytes").asDouble() * PERCENT / limit(job)) : UNKNOWN,
                    known ? pair(usage, "network_rx_bytes", "network_tx_bytes") : UNKNOWN,
                    known ? pair(usage, "block_read_bytes", "block_write_bytes") : UNKNOWN,
                    gpuPercent(usage),
                    gpuMemory(usage),
                    known ? age(usage) : UNKNOWN);
        }
        return table.text();
    }

    private static long limit(JsonNode job) {
        JsonNode memory = job.path("memory_gb");
        return memory.isNumber()
                ? Math.max(1, memory.decimalValue().multiply(GIB).longValue())
                : 1;
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f%%", share);
    }

    private static String pair(JsonNode usage, String in, String out) {
        return bytes(usage, in) + " / " + bytes(usage, out);
    }

    private static String bytes(JsonNode usage, String field) {
        return Bytes.of(usage.path(field).asLong());
    }

    /** The mean over its GPUs. */
    private static String gpuPercent(JsonNode usage) {
        double sum = 0;
        int known = 0;
        for (JsonNode gpu : usage.path("gpus").values()) {
            if (gpu.path("utilization").isNumber()) {
                sum += gpu.path("utilization").asDouble();
                known++;
            }
        }
        return known == 0 ? UNKNOWN : percent(sum * PERCENT / known);
    }

    private static String gpuMemory(JsonNode usage) {
        JsonNode gpus = usage.path("gpus");
        if (gpus.isEmpty()) {
            return UNKNOWN;
        }
        long sum = 0;
        for (JsonNode gpu : gpus.values()) {
            sum += gpu.path("memory_bytes").asLong();
        }
        return Bytes.of(sum);
    }

    private String age(JsonNode usage) {
        try {
            Instant at = Instant.parse(text(usage, "sampled_at"));
            return Durations.age(Duration.between(at, session.clock().instant())) + " ago";
        } catch (DateTimeException unknown) {
            return UNKNOWN;
        }
    }

    private static String text(JsonNode node, String field) {
        return node.path(field).asString("");
    }
}
