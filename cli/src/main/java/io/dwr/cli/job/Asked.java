package io.dwr.cli.job;

import io.dwr.cli.text.Visible;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** What a job asks of an executor, in words. */
final class Asked {
    private final JsonNode asks;

    Asked(JsonNode asks) {
        this.asks = asks;
    }

    String words() {
        List<String> parts = new ArrayList<>();
        parts.add(counted(asks.path("cpu_cores").asString("?"), "core"));
        parts.add(asks.path("memory_gb").asString("?") + " GiB");
        if (asks.path("gpu_count").asInt(0) > 0) {
            parts.add(gpus());
        }
        addList(parts, "region ", "eligible_regions");
        addList(parts, "datacenter ", "eligible_datacenters");
        addLabels(parts, "label ", "eligible_labels");
        addLabels(parts, "not label ", "excluded_labels");
        addList(parts, "not executor ", "excluded_executors");
        return String.join(", ", parts);
    }

    private String gpus() {
        String model = asks.path("gpu_type").asString("");
        String memory = asks.path("gpu_memory_gb").asString("");
        boolean anyModel = model.isBlank() || model.strip().equalsIgnoreCase("any");
        return counted(asks.path("gpu_count").asString(""), "GPU")
                + (anyModel ? "" : " of model " + Visible.of(model.strip()))
                + (memory.isEmpty() ? "" : " with at least " + memory + " GiB each");
    }

    private void addList(List<String> parts, String what, String field) {
        String names = asks.path(field)
                .valueStream()
                .map(name -> Visible.of(name.asString("")))
                .collect(Collectors.joining(" or "));
        add(parts, what, names);
    }

    private void addLabels(List<String> parts, String what, String field) {
        String labels = asks.path(field).properties().stream()
                .map(label -> Visible.of(label.getKey() + "=" + label.getValue().asString("")))
                .collect(Collectors.joining(" "));
        add(parts, what, labels);
    }

    private static void add(List<String> parts, String what, String words) {
        if (!words.isEmpty()) {
            parts.add(what + words);
        }
    }

    private static String counted(String count, String what) {
        return count + " " + what + (count.equals("1") ? "" : "s");
    }
}
