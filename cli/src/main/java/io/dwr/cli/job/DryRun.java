package io.dwr.cli.job;

import io.dwr.cli.Console;
import io.dwr.cli.text.Visible;
import tools.jackson.databind.JsonNode;

/** What would come of a job, in words. */
final class DryRun {
    private final JsonNode answer;

    DryRun(JsonNode answer) {
        this.answer = answer;
    }

    void print(Console console) {
        console.line("The request is valid; nothing was submitted.");
        console.line("It asks for " + new Asked(answer).words() + ".");
        console.line("Now " + Visible.of(answer.path("message").asString("")) + ".");
        if (answer.path("position").isIntegralNumber()) {
            console.line("Place in the waiting line: " + answer.path("position").asLong() + ".");
        }
        JsonNode verdict = answer.path("verdict");
        if (verdict.isObject()) {
            console.raw(Verdicts.counts(verdict).text());
            console.flush();
        }
    }
}
