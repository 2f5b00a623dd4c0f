package io.dwr.scheduler.background;

import io.dwr.redis.ledger.LedgerUnavailableException;
import io.dwr.scheduler.workflow.WorkflowsUnavailableException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Tells that something this service stands on is away: at once, then each minute. */
@Component
public final class OutageLog {
    private static final Logger LOG = LoggerFactory.getLogger(OutageLog.class);
    private static final long BETWEEN_LINES_NANOS = Duration.ofMinutes(1).toNanos();

    private final Map<String, Long> lastLines = new ConcurrentHashMap<>();

    OutageLog() {}

    /** Runs one round of some work; an outage ends the round and is told, any other fault is told in full. */
    public void watch(String work, Runnable round) {
        try {
            round.run();
        } catch (LedgerUnavailableException away) {
            tell("Redis", work, away);
        } catch (WorkflowsUnavailableException away) {
            tell("Temporal", work, away);
        } catch (RuntimeException fault) {
            LOG.error("{} failed; it is tried again", work, fault);
        }
    }

    private void tell(String what, String work, RuntimeException away) {
        long now = System.nanoTime();
        Long last = lastLines.get(what);
        if (last == null || now - last > BETWEEN_LINES_NANOS) {
            lastLines.put(what, now);
            LOG.warn("{} is away, so {} waits and is tried again: {}", what, work, away.getMessage());
        }
    }
}
