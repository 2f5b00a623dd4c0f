package io.dwr.cli.fleet;

import io.dwr.cli.Console;
import io.dwr.cli.OutputOption;
import io.dwr.cli.Session;
import io.dwr.cli.text.Table;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import tools.jackson.databind.JsonNode;

/** {@code dwr queues}: lists the queues, what their jobs use and what their quotas allow. */
@Command(name = "queues", description = "List the queues, what their jobs use and what their quotas allow.")
public final class QueuesCommand implements Runnable {
    private final Session session;

    @Mixin
    private OutputOption output = new OutputOption();

    public QueuesCommand(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        Console console = session.console();
        JsonNode answer = session.client().get("/queues");
        if (output.isJson()) {
            OutputOption.print(console, answer);
            return;
        }
        JsonNode queues = answer.path("queues");
        Table table = new Table("QUEUE", "CPU USED", "MEMORY USED", "GPUS USED", "PENDING", "RUNNING");
        queues.values().forEach(queue -> add(table, queue));
        console.raw(table.text());
        console.flush();
        if (queues.isEmpty()) {
            console.say("no quota is set and no job is there. \"dwr submit --queue NAME\" puts a job into a queue.");
        }
    }

    private static void add(Table table, JsonNode queue) {
        JsonNode used = queue.path("used");
        JsonNode limits = queue.path("limits");
        table.add(
                queue.path("name").asString(""),
                pair(used.path("cpu_cores"), limits.path("cpu_cores"), ""),
                pair(used.path("memory_gb"), limits.path("memory_gb"), " GiB"),
                pair(used.path("gpus"), limits.path("gpus"), ""),
                pair(queue.path("pending_jobs"), limits.path("pending_jobs"), ""),
                amount(queue.path("running_jobs")));
    }

    private static String pair(JsonNode used, JsonNode limit, String unit) {
        return amount(used) + (limit.isNumber() ? " of " + amount(limit) : "") + unit;
    }

    private static String amount(JsonNode number) {
        return number.isNumber() ? Amounts.rounded(number.decimalValue()) : "?";
    }
}
