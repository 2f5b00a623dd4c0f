package io.dwr.executor.settings;

/**
 * Log lines on disk while Redis is away.
 *
 * @param spoolBytes {@code EXECUTOR_LOG_SPOOL_MIB} in bytes, 64 MiB for each attempt; 0 = none: output waits in its
 *     container
 * @param spoolBytesInAll {@code EXECUTOR_LOG_SPOOL_TOTAL_MIB} in bytes, 1024 MiB for all attempts
 */
public record LogSettings(long spoolBytes, long spoolBytesInAll) {
    private static final long MIB = 1 << 20;
    private static final int MOST_MIB = 1 << 20;

    static LogSettings read(SettingsReader reader) {
        return new LogSettings(
                MIB * reader.whole("EXECUTOR_LOG_SPOOL_MIB", 64, 0, MOST_MIB),
                MIB * reader.whole("EXECUTOR_LOG_SPOOL_TOTAL_MIB", 1024, 0, MOST_MIB));
    }
}
