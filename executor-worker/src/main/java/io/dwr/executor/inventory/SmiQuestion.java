package io.dwr.executor.inventory;

import java.util.ArrayList;
import java.util.List;

/**
 * What is asked of {@code nvidia-smi}. A driver refuses a question that names a field which it does not know: older ones are
 * asked for less.
 */
record SmiQuestion(List<String> fields) {
    static final String NAME = "name";
    static final String MEMORY = "memory.total";
    static final String MIG_MODE = "mig.mode.current";
    static final String USED_MEMORY = "memory.used";
    static final String UTILIZATION = "utilization.gpu";
    static final String ECC_ERRORS = "ecc.errors.uncorrected.volatile.total";
    static final String RETIRED_PENDING = "retired_pages.pending";
    static final String REMAPPED_PENDING = "remapped_rows.pending";
    static final String REMAPPED_FAILURE = "remapped_rows.failure";

    private static final String UUID = "uuid";
    private static final String FORMAT = "--format=csv,noheader,nounits";

    /** From the one that tells most to the one that every driver answers. */
    static final List<SmiQuestion> ALL = List.of(
            of(MIG_MODE, USED_MEMORY, UTILIZATION, ECC_ERRORS, RETIRED_PENDING, REMAPPED_FAILURE, REMAPPED_PENDING),
            of(MIG_MODE, USED_MEMORY, UTILIZATION, ECC_ERRORS, RETIRED_PENDING),
            of(USED_MEMORY, UTILIZATION),
            of(MIG_MODE),
            of());

    private static SmiQuestion of(String... more) {
        List<String> fields = new ArrayList<>(List.of(UUID, NAME, MEMORY));
        fields.addAll(List.of(more));
        return new SmiQuestion(fields);
    }

    List<String> arguments() {
        return List.of("--query-gpu=" + String.join(",", fields), FORMAT);
    }

    /** Of one device alone. */
    List<String> arguments(String uuid) {
        List<String> arguments = new ArrayList<>(List.of("-i", uuid));
        arguments.addAll(arguments());
        return arguments;
    }

    /** Empty when it was not asked. */
    String of(List<String> answers, String field) {
        int index = fields.indexOf(field);
        return index < 0 ? "" : answers.get(index);
    }
}
