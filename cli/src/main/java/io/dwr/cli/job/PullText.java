package io.dwr.cli.job;

import java.util.Locale;
import tools.jackson.databind.JsonNode;

/** How far the image of a job has come, for a person. */
final class PullText {
    private static final double MB = 1e6;

    private PullText() {}

    /** {@code 45%}; empty while nothing is known. */
    static String share(JsonNode job) {
        JsonNode pull = pull(job);
        long bytes = pull.path("bytes").asLong(0);
        return bytes == 0 ? "" : 100 * pull.path("bytes_done").asLong(0) / bytes + "%";
    }

    /** {@code 3 of 7 layers, 12.3 of 48.0 MB}; empty while nothing is known. */
    static String sentence(JsonNode job) {
        JsonNode pull = pull(job);
        if (pull.path("layers").asInt(0) == 0) {
            return "";
        }
        return String.format(
                Locale.ROOT,
                "%d of %d layers, %.1f of %.1f MB",
                pull.path("layers_done").asInt(0),
                pull.path("layers").asInt(0),
                pull.path("bytes_done").asLong(0) / MB,
                pull.path("bytes").asLong(0) / MB);
    }

    private static JsonNode pull(JsonNode job) {
        return job.path("image").path("pull");
    }
}
