package io.dwr.cli.job;

import io.dwr.cli.text.Visible;
import tools.jackson.databind.JsonNode;

/** Why a job waits, in words. */
final class Verdicts {
    private Verdicts() {}

    static String sentence(JsonNode job) {
        String message = job.path("verdict").path("message").asString("");
        String failure = job.path("status_message").asString("");
        boolean room = job.path("verdict").path("kind").asString("").equals("room");
        if (room && !failure.isEmpty()) {
            return "attempt " + job.path("attempt").asInt(1) + " is about to begin; the one before failed ("
                    + Visible.of(failure) + ")";
        }
        return message.isEmpty() ? "equal jobs before it wait, too" : Visible.of(message);
    }
}
