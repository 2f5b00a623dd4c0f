package io.dwr.cli.job;

import io.dwr.cli.text.Visible;
import tools.jackson.databind.JsonNode;

/** Why a job waits, in words. */
final class Verdicts {
    private Verdicts() {}

    static String sentence(JsonNode job) {
        String message = job.path("verdict").path("message").asString("");
        return message.isEmpty() ? "equal jobs before it wait, too" : Visible.of(message);
    }
}
