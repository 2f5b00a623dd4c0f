package io.dwr.cli.fleet;

import io.dwr.cli.Console;
import io.dwr.cli.OutputOption;
import io.dwr.cli.Session;
import io.dwr.cli.text.Durations;
import io.dwr.cli.text.Table;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** {@code dwr executors}: lists the machines and what is free on them. */
@Command(name = "executors", description = "List the executors and what is free on them.", sortOptions = false)
public final class ExecutorsCommand implements Runnable {
    private final Session session;

    @Option(
            names = {"-q", "--quiet"},
            description = "Ids only.")
    private boolean quiet;

    @Mixin
    private OutputOption output = new OutputOption();

    public ExecutorsCommand(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        Console console = session.console();
        JsonNode answer = session.client().get("/executors");
        if (output.isJson()) {
            OutputOption.print(console, answer);
            return;
        }
        JsonNode executors = answer.path("executors");
        if (quiet) {
            executors.values().forEach(executor -> console.raw(text(executor, "executor_id") + "\n"));
        } else {
            console.raw(table(executors));
        }
        console.flush();
        if (executors.isEmpty()) {
            console.say("no executor has registered. Start one: \"./dwr up\" starts the local stack with one.");
        }
    }

    private String table(JsonNode executors) {
        boolean reasons = executors.values().stream()
                .anyMatch(executor -> !reason(executor).isEmpty());
        Table table = new Table(
                "EXECUTOR",
                "IP",
                "STATE",
                "REGION",
                "DATACENTER",
                "CPU FREE",
                "MEMORY FREE",
                "GPUS FREE",
                "MODELS",
                "JOBS",
                "CONTACT",
                reasons ? "REASON" : "");
        for (JsonNode executor : executors.values()) {
            table.add(
                    text(executor, "executor_id"),
                    text(executor, "ip"),
                    state(executor),
                    text(executor, "region"),
                    text(executor, "datacenter"),
                    pair(executor, "available_cpu_cores", "total_cpu_cores", ""),
                    pair(executor, "available_memory_gb", "total_memory_gb", " GiB"),
                    pair(executor, "available_gpus", "total_gpus", "") + gpus(executor),
                    models(executor),
                    jobs(executor.path("running_jobs")),
                    contact(executor),
                    reason(executor));
        }
        return table.text();
    }

    /** With the time that is left of it, if it ends by itself. */
    private String state(JsonNode executor) {
        String state = text(executor, "state");
        if (executor.path("drained").asBoolean(false)) {
            return state + " (drained)";
        }
        try {
            Instant until = Instant.parse(text(executor, "state_until"));
            return state + " (" + Durations.age(Duration.between(session.clock().instant(), until)) + ")";
        } catch (DateTimeException withoutEnd) {
            return state;
        }
    }

    /** Those that are held and not used, and those that are not offered. */
    private static String gpus(JsonNode executor) {
        int idle = executor.path("idle_gpus").asInt(0);
        int unhealthy = executor.path("unhealthy_gpus").size();
        List<String> odd = new ArrayList<>();
        if (idle > 0) {
            odd.add(idle + " idle");
        }
        if (unhealthy > 0) {
            odd.add(unhealthy + " unhealthy");
        }
        return odd.isEmpty() ? "" : " (" + String.join(", ", odd) + ")";
    }

    private static String reason(JsonNode executor) {
        List<String> reasons = new ArrayList<>();
        if (!text(executor, "state_reason").isEmpty()) {
            reasons.add(text(executor, "state_reason"));
        }
        executor.path("unhealthy_gpus")
                .values()
                .forEach(gpu -> reasons.add(text(gpu, "uuid") + ": " + text(gpu, "reason")));
        return String.join("; ", reasons);
    }

    private static String pair(JsonNode executor, String free, String total, String unit) {
        return amount(executor.path(free)) + " of " + amount(executor.path(total)) + unit;
    }

    /** To two decimals: a table is for a glance. */
    private static String amount(JsonNode number) {
        if (!number.isNumber()) {
            return "?";
        }
        return Amounts.rounded(number.decimalValue());
    }

    private static String models(JsonNode executor) {
        List<String> models = new ArrayList<>();
        executor.path("gpu_types").values().forEach(model -> models.add(model.asString("")));
        return String.join(", ", models.stream().distinct().toList());
    }

    private static String jobs(JsonNode running) {
        return running.isArray() ? String.valueOf(running.size()) : running.asString("");
    }

    private String contact(JsonNode executor) {
        try {
            Instant last = Instant.parse(text(executor, "last_heartbeat"));
            return Durations.age(Duration.between(last, session.clock().instant())) + " ago";
        } catch (DateTimeException e) {
            return "";
        }
    }

    private static String text(JsonNode executor, String field) {
        return executor.path(field).asString("");
    }
}
