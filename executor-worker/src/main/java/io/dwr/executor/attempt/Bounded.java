package io.dwr.executor.attempt;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Keeps what is kept of an end small: its largest parts are left out, and that is said. */
final class Bounded {
    static final int MOST_LINES = 50;
    static final int MOST_LINE_BYTES = 16 * 1024;
    static final int MOST_DESCRIPTION_BYTES = 32 * 1024;
    private static final int PUNCTUATION = 6;

    private Bounded() {}

    /** A description in at most so many bytes of JSON, nearly. */
    static Map<String, Object> description(Map<String, Object> whole) {
        Map<String, Object> bounded = new LinkedHashMap<>(whole);
        while (size(bounded) > MOST_DESCRIPTION_BYTES) {
            Map.Entry<String, Object> largest = bounded.entrySet().stream()
                    .max(Comparator.comparingLong(part -> size(part.getValue())))
                    .orElseThrow();
            bounded.put(largest.getKey(), "[dwr] left out: " + size(largest.getValue()) + " bytes");
        }
        return bounded;
    }

    /** The attempt's last lines, the newest whole ones that fit; of one that is too long alone, its end. */
    static List<String> lines(List<String> stored, int attempt) {
        int begin = 0;
        for (int i = 0; i < stored.size(); i++) {
            begin = stored.get(i).contains(" system attempt " + attempt + " begins") ? i : begin;
        }
        List<String> kept = new ArrayList<>();
        long left = MOST_LINE_BYTES;
        for (int i = stored.size() - 1; i >= begin && kept.size() < MOST_LINES; i--) {
            String line = stored.get(i);
            long bytes = bytes(line);
            if (bytes > left) {
                if (kept.size() < 2) {
                    kept.addFirst(shortened(line, (int) left));
                }
                return kept;
            }
            left -= bytes;
            kept.addFirst(line);
        }
        return kept;
    }

    /** Keeps the head, with the time and the source. */
    private static String shortened(String line, int most) {
        int end = line.offsetByCodePoints(0, Math.min(line.codePointCount(0, line.length()), most / 4));
        return line.substring(0, end) + "… [dwr] " + (bytes(line) - bytes(line.substring(0, end))) + " bytes left out";
    }

    private static long size(Object value) {
        return switch (value) {
            case null -> PUNCTUATION;
            case Map<?, ?> map ->
                map.entrySet().stream()
                        .mapToLong(entry -> size(String.valueOf(entry.getKey())) + size(entry.getValue()))
                        .sum();
            case Collection<?> list -> list.stream().mapToLong(Bounded::size).sum() + PUNCTUATION;
            default -> bytes(String.valueOf(value)) + PUNCTUATION;
        };
    }

    private static long bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
