package io.dwr.model.job;

import java.util.Locale;

/** When the image is fetched from its registry. */
public enum PullPolicy {
    /** Only when the engine has none. */
    MISSING,
    /** Before each attempt. */
    ALWAYS,
    /** Not at all. */
    NEVER;

    /** The word in JSON and the command line: lower case. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
