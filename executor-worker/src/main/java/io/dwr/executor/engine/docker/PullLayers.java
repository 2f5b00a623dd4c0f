package io.dwr.executor.engine.docker;

import com.fasterxml.jackson.databind.JsonNode;
import io.dwr.model.job.PullProgress;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Adds up what the engine tells of each layer. */
final class PullLayers {
    private static final Pattern RETRYING = Pattern.compile("Retrying in (\\d+) seconds?");

    private final Map<String, Layer> layers = new LinkedHashMap<>();

    /**
     * Takes a message in.
     *
     * @return whether it says something new
     */
    boolean saw(JsonNode message) {
        String id = message.path("id").asText("");
        String status = message.path("status").asText("");
        if (id.isEmpty() || status.startsWith("Pulling from")) {
            return false;
        }
        Layer layer = layers.computeIfAbsent(id, unknown -> new Layer());
        JsonNode detail = message.path("progressDetail");
        return layer.saw(
                status, detail.path("current").asLong(0), detail.path("total").asLong(0));
    }

    /** What to tell when the message begins another try of the engine's own; it counts the seconds down. */
    Optional<String> retry(JsonNode message) {
        Matcher countdown = RETRYING.matcher(message.path("status").asText(""));
        Layer layer = layers.get(message.path("id").asText(""));
        if (layer == null || !countdown.matches()) {
            return Optional.empty();
        }
        int seconds = Integer.parseInt(countdown.group(1));
        boolean begins = layer.countdown == 0 || seconds > layer.countdown;
        layer.countdown = seconds;
        return begins
                ? Optional.of("layer " + message.path("id").asText("") + " broke off after " + layer.done
                        + " bytes; the engine tries it again in " + seconds + " s")
                : Optional.empty();
    }

    PullProgress progress() {
        long bytes = layers.values().stream().mapToLong(layer -> layer.total).sum();
        long done = layers.values().stream().mapToLong(layer -> layer.done).sum();
        int complete =
                (int) layers.values().stream().filter(layer -> layer.complete).count();
        return new PullProgress(layers.size(), complete, bytes, done);
    }

    private static final class Layer {
        private String status = "";
        private long current;
        private long total;
        private long done;
        private boolean complete;
        private int countdown;

        boolean saw(String next, long nextCurrent, long nextTotal) {
            boolean news = !next.equals(status) || nextCurrent != current;
            status = next;
            current = nextCurrent;
            switch (next) {
                case "Downloading" -> {
                    total = Math.max(nextTotal, nextCurrent);
                    done = nextCurrent;
                    countdown = 0;
                }
                case "Verifying Checksum", "Download complete" -> done = total;
                case "Extracting" -> {
                    total = Math.max(total, nextTotal);
                    done = total;
                }
                case "Pull complete", "Already exists" -> complete = true;
                default -> {
                    return news;
                }
            }
            return news;
        }
    }
}
