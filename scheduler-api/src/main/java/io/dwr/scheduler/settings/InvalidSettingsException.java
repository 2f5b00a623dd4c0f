package io.dwr.scheduler.settings;

import java.util.List;

/** Settings that no scheduler can start with. The message lists everything that is wrong, one line each. */
public final class InvalidSettingsException extends RuntimeException {
    private static final long serialVersionUID = 1;

    InvalidSettingsException(List<String> violations) {
        super(String.join(System.lineSeparator(), violations));
    }
}
