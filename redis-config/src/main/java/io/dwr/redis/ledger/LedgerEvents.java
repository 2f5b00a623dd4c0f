package io.dwr.redis.ledger;

import io.dwr.model.job.JobId;
import io.dwr.model.placement.Reservation;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the ledger has to tell workflows: grants, and superseded attempts whose container is gone. A stream with one
 * consumer group of all schedulers; each event is delivered until somebody acknowledges it.
 */
public interface LedgerEvents {
    /**
     * Takes new events for this consumer. One reader at a time: a second one waits for the first.
     *
     * @param wait most time to wait for the first
     */
    List<Event> read(String consumer, int limit, Duration wait);

    /** Takes over events that some consumer read and did not acknowledge for {@code idle}. */
    List<Event> claim(String consumer, int limit, Duration idle);

    void acknowledge(List<Event> events);

    /** The kinds of event. */
    enum Kind {
        GRANTED,
        /** The container of a superseded attempt is gone. */
        GONE,
        /** The executor is drained: the attempt is to end there and the job to go on elsewhere. */
        MOVE
    }

    /**
     * One event.
     *
     * @param id of the stream entry
     * @param reservation of a grant; of a move where it is, without GPUs; else null
     */
    record Event(
            String id,
            Kind kind,
            JobId jobId,
            int attempt,
            @Nullable Reservation reservation) {}
}
