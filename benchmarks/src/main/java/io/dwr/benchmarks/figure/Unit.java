package io.dwr.benchmarks.figure;

import java.util.Locale;

/** How a value is written. */
public enum Unit {
    PER_SECOND("%.2f/s"),
    MILLISECONDS("%.0f ms"),
    MICROSECONDS("%.0f us"),
    BYTES("%.0f B"),
    COUNT("%.1f"),
    MEGABYTES("%.0f MB"),
    MEGABYTES_PER_SECOND("%.1f MB/s"),
    EVENTS("%.0f events");

    private final String form;

    Unit(String form) {
        this.form = form;
    }

    String text(double value) {
        return String.format(Locale.ROOT, form, value);
    }
}
