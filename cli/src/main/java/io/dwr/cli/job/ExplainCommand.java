package io.dwr.cli.job;

import io.dwr.cli.Console;
import io.dwr.cli.OutputOption;
import io.dwr.cli.Session;
import io.dwr.cli.text.Table;
import io.dwr.cli.text.Visible;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code dwr explain}: says why a job waits, or how it stands. */
@Command(name = "explain", description = "Say why a job waits, or how it stands.")
public final class ExplainCommand implements Runnable {
    private final Session session;

    @Parameters(paramLabel = "ID", description = "The job, or the beginning of its id.")
    private @Nullable String id;

    @Mixin
    private OutputOption output = new OutputOption();

    public ExplainCommand(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        Jobs jobs = new Jobs(session.client());
        JsonNode job = jobs.get(jobs.resolve(String.valueOf(id)));
        if (output.isJson()) {
            OutputOption.print(session.console(), facts(job));
            return;
        }
        explain(job, session.console());
    }

    private static void explain(JsonNode job, Console console) {
        String jobId = job.path("job_id").asString("");
        String stage = job.path("stage").asString("");
        if (JobEnd.isFinal(job)) {
            console.line("It does not wait: " + Visible.of(new JobEnd(job).sentence()));
            return;
        }
        if (!stage.equals("waiting")) {
            console.line("It does not wait: job " + jobId + " is " + stage + " on executor "
                    + Visible.of(job.path("executor_id").asString("")) + ", attempt "
                    + job.path("attempt").asInt(1) + ".");
            return;
        }
        console.line("Job " + jobId + " waits: " + Verdicts.sentence(job) + ".");
        if (job.path("position").isIntegralNumber()) {
            console.line("Place in the waiting line of jobs like it: "
                    + job.path("position").asLong() + ".");
        }
        JsonNode counts = job.path("verdict").path("counts");
        if (!counts.isEmpty()) {
            console.raw(table(counts).text());
            console.flush();
        }
    }

    /** What stands in the way somewhere; what does not is left out. */
    private static Table table(JsonNode counts) {
        Table table = new Table("EXECUTORS", "COUNT");
        counts.properties().stream()
                .filter(count -> count.getValue().asInt(0) != 0)
                .forEach(count -> table.add(
                        count.getKey().replace('_', ' '), count.getValue().asString("")));
        return table;
    }

    private static JsonNode facts(JsonNode job) {
        ObjectNode facts = JsonNodeFactory.instance.objectNode();
        for (String field : new String[] {
            "job_id", "status", "stage", "status_reason", "status_message", "executor_id", "verdict", "position"
        }) {
            if (job.has(field)) {
                facts.set(field, job.get(field));
            }
        }
        return facts;
    }
}
