package io.dwr.executor.check;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One thing that was looked at.
 *
 * @param topic one word
 * @param text what was found, one line
 * @param remedy what to do about it, one line; null when there is nothing to do
 */
public record Finding(
        Level level, String topic, String text, @Nullable String remedy) {
    /** How bad it is: a warning costs something, a fail keeps the executor from its work. */
    public enum Level {
        OK,
        WARNING,
        FAIL;

        /** In output. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static Finding ok(String topic, String text) {
        return new Finding(Level.OK, topic, text, null);
    }

    static Finding warning(String topic, String text, String remedy) {
        return new Finding(Level.WARNING, topic, text, remedy);
    }

    static Finding fail(String topic, String text, String remedy) {
        return new Finding(Level.FAIL, topic, text, remedy);
    }
}
