package io.dwr.cli.fleet;

import io.dwr.cli.Console;
import io.dwr.cli.OutputOption;
import io.dwr.cli.Session;
import io.dwr.cli.text.JsonText;
import io.dwr.cli.text.Table;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import tools.jackson.databind.JsonNode;

/** {@code dwr stats}: the waiting line and the cluster in numbers. */
@Command(name = "stats", description = "Show the waiting line and the cluster in numbers.")
public final class StatsCommand implements Runnable {
    private final Session session;

    @Mixin
    private OutputOption output = new OutputOption();

    public StatsCommand(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        Console console = session.console();
        JsonNode stats = session.client().get("/stats");
        if (output.isJson()) {
            OutputOption.print(console, stats);
            return;
        }
        Table table = new Table("WHAT", "VALUE");
        rows("", stats, table);
        console.raw(table.text());
        console.flush();
    }

    private static void rows(String prefix, JsonNode object, Table table) {
        object.properties().forEach(field -> {
            String name = prefix + field.getKey().replace('_', ' ');
            if (field.getValue().isObject() && field.getValue().has("job_id")) {
                table.add(name, field.getValue().path("job_id").asString(""));
            } else if (field.getValue().isObject()) {
                rows(name + ": ", field.getValue(), table);
            } else {
                table.add(name, value(field.getValue()));
            }
        });
    }

    private static String value(JsonNode value) {
        if (value.isNull()) {
            return "-";
        }
        if (value.isNumber()) {
            return Amounts.rounded(value.decimalValue());
        }
        return value.isString() ? value.stringValue() : JsonText.compact(value);
    }
}
