package io.dwr.cli.job;

import io.dwr.cli.Console;
import io.dwr.cli.OutputOption;
import io.dwr.cli.Session;
import io.dwr.cli.text.Visible;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

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
        JsonNode explanation = jobs.explain(jobs.resolve(String.valueOf(id)));
        if (output.isJson()) {
            OutputOption.print(session.console(), explanation);
            return;
        }
        explain(explanation, session.console());
    }

    private static void explain(JsonNode explanation, Console console) {
        JsonNode verdict = explanation.path("verdict");
        boolean waits = verdict.isObject();
        console.line("Job " + explanation.path("job_id").asString("") + (waits ? " waits: " : ": ")
                + Visible.of(explanation.path("message").asString("")) + ".");
        console.line("It asks for " + new Asked(explanation.path("asks")).words() + ".");
        if (explanation.path("position").isIntegralNumber()) {
            console.line(
                    "Place in the waiting line: " + explanation.path("position").asLong() + ".");
        }
        if (waits) {
            console.raw(Verdicts.counts(verdict).text());
            console.flush();
        }
    }
}
