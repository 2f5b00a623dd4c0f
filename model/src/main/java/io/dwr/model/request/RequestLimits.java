package io.dwr.model.request;

/**
 * The operator's limits of the run time of a job.
 *
 * @param defaultRunTimeoutSeconds for a job without {@code timeout}, 0 = none
 * @param maxRunTimeoutSeconds most that a job may ask for, 0 = no limit
 */
public record RequestLimits(long defaultRunTimeoutSeconds, long maxRunTimeoutSeconds) {
    /** As the original: 60 minutes unless the job says otherwise, and no upper limit. */
    public static final RequestLimits DEFAULT = new RequestLimits(3600, 0);

    /** Ten years: no run or wait is longer. */
    public static final long LONGEST_SECONDS = 315_360_000;

    public RequestLimits {
        check("DEFAULT_RUN_TIMEOUT", defaultRunTimeoutSeconds);
        check("MAX_RUN_TIMEOUT", maxRunTimeoutSeconds);
    }

    /** What a job without {@code timeout} gets: the default, cut to the limit. */
    public long runTimeoutSeconds() {
        if (maxRunTimeoutSeconds == 0) {
            return defaultRunTimeoutSeconds;
        }
        return defaultRunTimeoutSeconds == 0
                ? maxRunTimeoutSeconds
                : Math.min(defaultRunTimeoutSeconds, maxRunTimeoutSeconds);
    }

    private static void check(String setting, long seconds) {
        if (seconds < 0 || seconds > LONGEST_SECONDS) {
            throw new IllegalArgumentException(
                    setting + " is " + seconds + ": seconds from 0 (none) to " + LONGEST_SECONDS + " are needed");
        }
    }
}
