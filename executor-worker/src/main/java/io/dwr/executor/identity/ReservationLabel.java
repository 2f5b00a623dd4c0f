package io.dwr.executor.identity;

import io.dwr.model.executor.HeldAttempt;
import io.dwr.model.executor.HeldResources;
import io.dwr.model.placement.Resources;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a container takes of its executor, as a label on it: a process that finds the container knows it without asking
 * anybody. Thousandths of a core, bytes and GPU uuids: {@code 500 67108864 GPU-1,GPU-2}.
 */
public final class ReservationLabel {
    private static final String NAME = "dwr.reservation";
    private static final Pattern TEXT = Pattern.compile("(\\d{1,12}) (\\d{1,18}) (\\S*)");

    private ReservationLabel() {}

    public static Map<String, String> of(Resources resources, List<String> gpuUuids) {
        return Map.of(NAME, resources.milliCpus() + " " + resources.memoryBytes() + " " + String.join(",", gpuUuids));
    }

    /** Empty for a container whose label is missing or odd. */
    public static Optional<HeldResources> read(HeldAttempt attempt, Map<String, String> labels) {
        Matcher text = TEXT.matcher(labels.getOrDefault(NAME, ""));
        if (!text.matches()) {
            return Optional.empty();
        }
        Resources resources = new Resources(Long.parseLong(text.group(1)), Long.parseLong(text.group(2)));
        List<String> gpus =
                text.group(3).isEmpty() ? List.of() : List.of(text.group(3).split(","));
        return Optional.of(new HeldResources(attempt, resources, gpus));
    }
}
