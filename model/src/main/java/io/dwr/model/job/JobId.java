package io.dwr.model.job;

import java.util.UUID;
import java.util.regex.Pattern;

/** Identity of a job: a lower-case UUID. Ours are version 7, so that they sort by time. */
public record JobId(String value) implements Comparable<JobId> {
    private static final Pattern UUID_FORM =
            Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");
    private static final String WORKFLOW_PREFIX = "job-";

    public JobId {
        if (!UUID_FORM.matcher(value).matches()) {
            throw new IllegalArgumentException("a job id is a lower-case UUID, not \"" + value + "\"");
        }
    }

    /** Whether {@code text} has the form of a job id. */
    public static boolean isValid(String text) {
        return UUID_FORM.matcher(text).matches();
    }

    /**
     * A time-ordered id (UUID version 7, RFC 9562).
     *
     * @param epochMillis milliseconds since 1970, 48 bits
     * @param random 74 random bits are taken from these 128
     */
    public static JobId timeOrdered(long epochMillis, UUID random) {
        long high = (epochMillis << 16) | 0x7000L | (random.getMostSignificantBits() & 0x0FFFL);
        long low = (random.getLeastSignificantBits() & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L;
        return new JobId(new UUID(high, low).toString());
    }

    /** The workflow that runs this job. */
    public String workflowId() {
        return WORKFLOW_PREFIX + value;
    }

    @Override
    public int compareTo(JobId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
