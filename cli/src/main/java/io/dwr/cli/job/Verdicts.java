package io.dwr.cli.job;

import io.dwr.cli.text.Table;
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
            return "attempt " + next(job) + " is about to begin; the one before failed (" + Visible.of(failure) + ")";
        }
        return message.isEmpty() ? "equal jobs before it wait, too" : Visible.of(message);
    }

    private static int next(JsonNode job) {
        return job.path("attempts")
                        .valueStream()
                        .mapToInt(ended -> ended.path("attempt").asInt(0))
                        .max()
                        .orElse(0)
                + 1;
    }

    /** What stands in the way somewhere; what does not is left out. */
    static Table counts(JsonNode verdict) {
        Table table = new Table("EXECUTORS", "COUNT");
        verdict.path("counts").properties().stream()
                .filter(count -> count.getValue().asInt(0) != 0)
                .forEach(count -> table.add(
                        Visible.of(count.getKey().replace('_', ' ')),
                        count.getValue().asString("")));
        return table;
    }
}
