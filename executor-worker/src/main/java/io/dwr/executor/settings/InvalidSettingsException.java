package io.dwr.executor.settings;

import java.util.List;

/** Settings that cannot be used: all violations at once, each naming the variable, its value and the rule. */
public final class InvalidSettingsException extends RuntimeException {
    private final List<String> violations;

    InvalidSettingsException(List<String> violations) {
        super(String.join(System.lineSeparator(), violations));
        this.violations = List.copyOf(violations);
    }

    public List<String> violations() {
        return violations;
    }
}
