package io.dwr.executor.log;

import io.dwr.model.log.LogLine;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Holds back a first line that looks like the small init's word about a program that it could not start, until it is
 * known whether anything follows. When nothing does, and the exit code agrees, no program ran.
 */
final class InitLine {
    private static final Pattern FORM = Pattern.compile("\\[FATAL tini \\(\\d+\\)\\] (exec .+ failed: .+)");

    private boolean mayCome;
    private @Nullable SplitLine held;

    /**
     * @param mayCome whether an init runs and nothing was written yet
     */
    InitLine(boolean mayCome) {
        this.mayCome = mayCome;
    }

    /** The lines that go on now. */
    List<SplitLine> pass(SplitLine line) {
        if (held != null) {
            SplitLine first = held;
            held = null;
            return List.of(first, line);
        }
        if (mayCome && matches(line.line())) {
            mayCome = false;
            held = line;
            return List.of();
        }
        mayCome = false;
        return List.of(line);
    }

    private static boolean matches(LogLine line) {
        return !line.continued() && FORM.matcher(line.text()).matches();
    }

    Optional<String> failure() {
        if (held == null) {
            return Optional.empty();
        }
        String text = held.line().text();
        return Optional.of(text.substring(text.indexOf("exec ")));
    }

    List<SplitLine> release() {
        if (held == null) {
            return List.of();
        }
        SplitLine line = held;
        held = null;
        return List.of(line);
    }
}
