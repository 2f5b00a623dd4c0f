package io.dwr.scheduler.job;

import static java.util.stream.Collectors.toMap;

import io.dwr.model.executor.ExecutorContact;
import io.dwr.model.executor.ExecutorId;
import io.dwr.model.job.JobId;
import io.dwr.model.job.JobRecord;
import io.dwr.model.job.Stage;
import io.dwr.model.placement.Reservation;
import io.dwr.redis.ledger.Ledger;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Finds the jobs whose executor is away. Looks at the executors of live attempts alone, and at none without one. */
final class AwayExecutors {
    private final Ledger ledger;
    private final Duration lostAfter;

    AwayExecutors(Ledger ledger, Duration lostAfter) {
        this.ledger = ledger;
        this.lostAfter = lostAfter;
    }

    @Nullable
    AwayExecutor of(JobRecord job) {
        return of(List.of(job)).get(job.id());
    }

    /** Those of the jobs whose executor is away. */
    Map<JobId, AwayExecutor> of(List<JobRecord> jobs) {
        Map<JobId, String> executors = new HashMap<>();
        for (JobRecord job : jobs) {
            Reservation reservation = job.reservation();
            if (reservation != null && isHeld(job)) {
                executors.put(job.id(), reservation.executorId());
            }
        }
        if (executors.isEmpty()) {
            return Map.of();
        }
        Map<String, ExecutorContact> contacts = contacts(Set.copyOf(executors.values()));
        Map<JobId, AwayExecutor> away = new HashMap<>();
        for (JobRecord job : jobs) {
            String executor = executors.get(job.id());
            ExecutorContact contact = executor == null ? null : contacts.get(executor);
            AwayExecutor found = contact == null ? null : AwayExecutor.of(job.stage(), contact, lostAfter);
            if (found != null) {
                away.put(job.id(), found);
            }
        }
        return away;
    }

    private Map<String, ExecutorContact> contacts(Set<String> executors) {
        Set<ExecutorId> ids = executors.stream().map(ExecutorId::new).collect(Collectors.toUnmodifiableSet());
        return ledger.contacts(ids).stream()
                .collect(toMap(contact -> contact.id().value(), contact -> contact));
    }

    private static boolean isHeld(JobRecord job) {
        return !job.status().isFinal() && job.stage() != Stage.WAITING && !job.isBetweenAttempts();
    }
}
