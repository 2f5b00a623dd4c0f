package io.dwr.scheduler.executor;

import io.dwr.model.executor.ExecutorId;
import io.dwr.redis.ledger.Ledger;
import io.dwr.scheduler.problem.ProblemCode;
import io.dwr.scheduler.problem.ProblemException;
import io.dwr.scheduler.settings.SchedulerSettings;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Forgets executors that are gone, and says of others what to do first. */
@Component
final class ExecutorRemoval {
    private static final Logger LOG = LoggerFactory.getLogger(ExecutorRemoval.class);

    private final Ledger ledger;
    private final Duration lostAfter;

    ExecutorRemoval(Ledger ledger, SchedulerSettings settings) {
        this.ledger = ledger;
        this.lostAfter = settings.lostAfter();
    }

    /**
     * Removes the executor, or throws why not.
     *
     * @return false when no such executor is known
     */
    boolean remove(ExecutorId id) {
        return switch (ledger.remove(id, lostAfter)) {
            case UNKNOWN -> false;
            case REMOVED -> {
                LOG.info("executor {}: an operator has removed it", id);
                yield true;
            }
            case IN_CONTACT ->
                throw inUse("Executor " + id + " is in contact, and would register again at once. Drain it, stop its"
                        + " worker, and remove it " + lostAfter.toSeconds() + " s after its last sign of life.");
            case HOLDING ->
                throw inUse(
                        "Executor " + id + " is out of contact, and jobs still hold room there. They go on elsewhere"
                                + " by themselves once nothing can run there any more; remove it when its state is gone.");
        };
    }

    private static ProblemException inUse(String detail) {
        return ProblemException.of(ProblemCode.EXECUTOR_IN_USE, detail);
    }
}
