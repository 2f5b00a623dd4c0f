package io.dwr.executor.inventory;

import io.dwr.model.executor.Gpu;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A GPU as {@code nvidia-smi} shows it.
 *
 * @param sliced in MIG mode: only its slices can be given away
 * @param usedMib memory in use by whatever; null when it is not told
 * @param utilization share of time in which it computed, 0-1; null when it is not told
 * @param fault what is wrong with it; null when nothing is known
 */
record SmiDevice(
        Gpu gpu,
        boolean sliced,
        @Nullable Long usedMib,
        @Nullable Double utilization,
        @Nullable String fault) {
    private static final double PERCENT = 100;
    private static final List<String> BROKEN =
            List.of("err!", "unknown error", "gpu is lost", "requires reset", "requires a reset");

    /** The lines of the answer that describe a device; in the order of the questions. */
    static List<SmiDevice> parse(SmiQuestion question, String text) {
        List<SmiDevice> devices = new ArrayList<>();
        for (String line : text.lines().toList()) {
            SmiDevice device = parseLine(question, line);
            if (device != null) {
                devices.add(device);
            }
        }
        return devices;
    }

    private static @Nullable SmiDevice parseLine(SmiQuestion question, String line) {
        List<String> fields =
                List.of(line.split(",", -1)).stream().map(String::strip).toList();
        if (fields.size() != question.fields().size() || !fields.getFirst().startsWith("GPU-")) {
            return null;
        }
        Long memory = number(question.of(fields, SmiQuestion.MEMORY));
        Long percent = number(question.of(fields, SmiQuestion.UTILIZATION));
        return new SmiDevice(
                new Gpu(fields.getFirst(), question.of(fields, SmiQuestion.NAME), memory == null ? 0 : memory),
                question.of(fields, SmiQuestion.MIG_MODE).equals("Enabled"),
                number(question.of(fields, SmiQuestion.USED_MEMORY)),
                percent == null ? null : percent / PERCENT,
                fault(question, fields));
    }

    private static @Nullable String fault(SmiQuestion question, List<String> fields) {
        for (int i = 0; i < fields.size(); i++) {
            String value = fields.get(i);
            if (BROKEN.stream().anyMatch(value.toLowerCase(Locale.ROOT)::contains)) {
                return "nvidia-smi says \"" + value + "\" for "
                        + question.fields().get(i);
            }
        }
        Long errors = number(question.of(fields, SmiQuestion.ECC_ERRORS));
        if (errors != null && errors > 0) {
            return errors + " memory errors that could not be corrected since the driver was loaded: reset the GPU or "
                    + "restart the machine";
        }
        if (isYes(question.of(fields, SmiQuestion.RETIRED_PENDING))) {
            return "broken memory pages are retired at the next restart of the machine: restart it";
        }
        if (isYes(question.of(fields, SmiQuestion.REMAPPED_PENDING))) {
            return "broken memory rows are remapped at the next reset of the GPU: reset it";
        }
        if (isYes(question.of(fields, SmiQuestion.REMAPPED_FAILURE))) {
            return "broken memory rows cannot be remapped any more: the card is to be replaced";
        }
        return null;
    }

    private static boolean isYes(String value) {
        return value.equalsIgnoreCase("yes");
    }

    private static @Nullable Long number(String value) {
        boolean whole = !value.isEmpty() && value.length() < 19 && value.chars().allMatch(Character::isDigit);
        return whole ? Long.valueOf(value) : null;
    }
}
