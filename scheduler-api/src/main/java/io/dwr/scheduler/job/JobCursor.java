package io.dwr.scheduler.job;

import io.dwr.model.job.JobId;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/** Where a page of the list ended, as text that callers pass on and do not read. */
final class JobCursor {
    private static final String VERSION = "1:";

    private JobCursor() {}

    static String after(JobId last) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString((VERSION + last).getBytes(StandardCharsets.US_ASCII));
    }

    /** The last job of the page before; empty when the text is not a cursor of ours. */
    static Optional<JobId> read(String cursor) {
        String text;
        try {
            text = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.US_ASCII);
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
        String id = text.startsWith(VERSION) ? text.substring(VERSION.length()) : "";
        return JobId.isValid(id) ? Optional.of(new JobId(id)) : Optional.empty();
    }
}
