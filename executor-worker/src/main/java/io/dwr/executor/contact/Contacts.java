package io.dwr.executor.contact;

import io.dwr.model.executor.HeldAttempt;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The last contact of each attempt: an accepted heartbeat of its activity, or the ledger's word that it is current.
 * That nobody knows an attempt is no contact.
 */
public final class Contacts {
    private final Uptime uptime;
    private final Map<HeldAttempt, Duration> last = new ConcurrentHashMap<>();

    public Contacts(Uptime uptime) {
        this.uptime = uptime;
    }

    /** The attempt is wanted, now. */
    public void touch(HeldAttempt attempt) {
        touch(attempt, uptime.now());
    }

    /** The attempt was wanted then; an earlier time than the known one changes nothing. */
    public void touch(HeldAttempt attempt, Duration then) {
        last.merge(attempt, then, (known, other) -> known.compareTo(other) > 0 ? known : other);
    }

    /** As {@link #touch}, for an attempt that is known already; another one stays unknown. */
    public void touchKnown(HeldAttempt attempt) {
        Duration now = uptime.now();
        last.computeIfPresent(attempt, (key, known) -> now);
    }

    public void forget(HeldAttempt attempt) {
        last.remove(attempt);
    }

    /** Time since the last contact; empty when the attempt is unknown here. */
    public Optional<Duration> silence(HeldAttempt attempt) {
        Duration then = last.get(attempt);
        return then == null ? Optional.empty() : Optional.of(uptime.now().minus(then));
    }

    /** Each attempt with the time of its last contact. */
    public Map<HeldAttempt, Duration> all() {
        return Map.copyOf(last);
    }
}
