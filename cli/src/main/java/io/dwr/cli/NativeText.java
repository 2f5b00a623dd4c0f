package io.dwr.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Arguments and environment as the shell gave them. In the C locale the JVM loses what is not ASCII, so it is read again
 * from where Linux keeps it.
 */
final class NativeText {
    private static final char LOST = '\ufffd';

    private NativeText() {}

    static String[] arguments(String[] decoded) {
        if (Stream.of(decoded).noneMatch(NativeText::isDoubtful)) {
            return decoded;
        }
        List<String> all = entries("/proc/self/cmdline");
        return all.size() < decoded.length
                ? decoded
                : all.subList(all.size() - decoded.length, all.size()).toArray(String[]::new);
    }

    static Map<String, String> environment(Map<String, String> decoded) {
        if (decoded.values().stream().noneMatch(NativeText::isDoubtful)) {
            return decoded;
        }
        Map<String, String> environment = new HashMap<>(decoded);
        for (String entry : entries("/proc/self/environ")) {
            int equals = entry.indexOf('=');
            if (equals > 0) {
                environment.put(entry.substring(0, equals), entry.substring(equals + 1));
            }
        }
        return environment;
    }

    private static List<String> entries(String file) {
        try {
            String text = Files.readString(Path.of(file), StandardCharsets.UTF_8);
            String ended = text.endsWith("\0") ? text.substring(0, text.length() - 1) : text;
            return List.of(ended.split("\0", -1));
        } catch (IOException e) {
            return List.of();
        }
    }

    private static boolean isDoubtful(String text) {
        return text.indexOf(LOST) >= 0;
    }
}
