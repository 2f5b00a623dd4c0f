package io.dwr.cli.log;

/** Prints a log. */
public interface LinePrinter {
    /** Prints the next line, of the form {@code <time> <source>[+] <text>}. */
    void print(String stored);
}
