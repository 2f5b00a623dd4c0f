package io.dwr.redis.ledger;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** Which of the executors with room is the first. */
public enum PlacementOrder {
    /** The one that registered first. */
    PACK,
    /**
     * The one with the largest free share: half of it CPU, half memory, each in thousandths of what the executor has;
     * of equal ones the one that registered first.
     */
    SPREAD;

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Without regard to case; throws with a sentence for an operator. */
    public static PlacementOrder ofWord(String word) {
        return Arrays.stream(values())
                .filter(order -> order.word().equalsIgnoreCase(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("\"" + word + "\": one of "
                        + Arrays.stream(values()).map(PlacementOrder::word).collect(Collectors.joining(", "))
                        + " is needed"));
    }
}
