package io.dwr.redis;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What a function answered: a list of texts, numbers and lists. */
record Reply(List<?> parts) {
    String text(int index) {
        return String.valueOf(parts.get(index));
    }

    long number(int index) {
        return Long.parseLong(text(index));
    }

    boolean flag(int index) {
        return number(index) != 0;
    }

    int size() {
        return parts.size();
    }

    Reply list(int index) {
        return new Reply((List<?>) parts.get(index));
    }

    /** All parts as texts. */
    List<String> texts() {
        List<String> texts = new ArrayList<>(parts.size());
        parts.forEach(part -> texts.add(String.valueOf(part)));
        return texts;
    }

    /** Names and values in turn. */
    Map<String, String> fields() {
        Map<String, String> fields = new HashMap<>();
        for (int i = 0; i + 1 < parts.size(); i += 2) {
            fields.put(text(i), text(i + 1));
        }
        return fields;
    }
}
