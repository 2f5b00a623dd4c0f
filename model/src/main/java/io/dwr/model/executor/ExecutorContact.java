package io.dwr.model.executor;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * When an executor was last heard of, and what it says is wrong with it. All times by Redis' own clock.
 *
 * @param askedAt when this was so
 * @param heardAt from when on its silence counts: its last sign of life, or later, when the ledger itself was away
 * @param trouble why it takes no new jobs, as it knows itself, a sentence that begins with a code; null when it takes them
 * @param troubleSince null when nobody knows, too
 */
public record ExecutorContact(
        ExecutorId id,
        Instant askedAt,
        Instant heardAt,
        @Nullable String trouble,
        @Nullable Instant troubleSince) {
    public Duration silence() {
        return Duration.between(heardAt, askedAt);
    }
}
