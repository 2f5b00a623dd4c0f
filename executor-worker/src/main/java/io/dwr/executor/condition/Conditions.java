package io.dwr.executor.condition;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reasons for which this executor takes no new jobs at present. What runs goes on. */
public final class Conditions {
    private static final Logger log = LoggerFactory.getLogger(Conditions.class);

    private final Map<String, String> reasons = new TreeMap<>();
    private Runnable changed = () -> {};

    /**
     * Names what is told of every change.
     *
     * @param listener may not block
     */
    public synchronized void onChange(Runnable listener) {
        changed = listener;
    }

    /**
     * A reason stands from now on.
     *
     * @param name by which it is cleared
     * @param reason a code, a colon, and a sentence for a person
     */
    public synchronized void set(String name, String reason) {
        if (!reason.equals(reasons.put(name, reason))) {
            log.error("this executor takes no new jobs: {}", reason);
            changed.run();
        }
    }

    /** A reason is over, if it stood. */
    public synchronized void clear(String name) {
        String reason = reasons.remove(name);
        if (reason != null) {
            log.info("over: {}", reason);
            changed.run();
        }
    }

    /** All reasons in one sentence; null when there is none. */
    public synchronized @Nullable String sentence() {
        return reasons.isEmpty() ? null : String.join("; ", reasons.values());
    }
}
