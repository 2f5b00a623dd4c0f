package io.dwr.scheduler.schedule;

import io.dwr.model.executor.ExecutorView;
import io.dwr.redis.ledger.Ledger;
import io.dwr.redis.ledger.Ledger.HeldReservation;
import io.dwr.scheduler.reconciliation.Reconciliation;
import io.dwr.scheduler.reconciliation.RepairCounts;
import io.dwr.scheduler.reconciliation.Sweep;
import io.dwr.scheduler.request.QueryParameters;
import io.dwr.scheduler.workflow.JobStarter;
import jakarta.servlet.http.HttpServletRequest;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Does by hand and now what the scheduler does by itself: starts that are owed, executors out of contact, grant passes,
 * and the comparison of ledger, workflows and executors. The answer lists the jobs that were given room meanwhile and
 * counts what was repaired, so it is mostly empty: a job that can be placed has been.
 */
@RestController
final class ScheduleController {
    private final Ledger ledger;
    private final JobStarter starter;
    private final Reconciliation reconciliation;
    private final RepairCounts repairs;
    private final Sweep sweep;

    ScheduleController(
            Ledger ledger, JobStarter starter, Reconciliation reconciliation, RepairCounts repairs, Sweep sweep) {
        this.reconciliation = reconciliation;
        this.repairs = repairs;
        this.ledger = ledger;
        this.starter = starter;
        this.sweep = sweep;
    }

    /**
     * What a pass gave.
     *
     * @param repairs each kind of repair with its count in this pass
     */
    record Pass(int scheduledJobs, List<Assignment> assignments, Map<String, Long> repairs) {}

    /** One job that was given room. */
    record Assignment(String jobId, String executorIp, String executorId) {}

    @PostMapping(path = "/schedule", produces = MediaType.APPLICATION_JSON_VALUE)
    Pass schedule(HttpServletRequest request) {
        QueryParameters.of(request).check();
        Set<HeldReservation> before = new HashSet<>(ledger.reservations());
        Map<String, Long> repairsBefore = repairs.sinceStart();
        starter.startOwed();
        sweep.run();
        reconciliation.pass();
        List<HeldReservation> given = ledger.reservations().stream()
                .filter(reservation -> !before.contains(reservation))
                .toList();
        Map<String, String> addresses = given.isEmpty() ? Map.of() : addresses();
        List<Assignment> assignments = given.stream()
                .map(reservation -> new Assignment(
                        reservation.jobId().value(),
                        addresses.getOrDefault(reservation.executorId(), ""),
                        reservation.executorId()))
                .toList();
        return new Pass(assignments.size(), assignments, repairs.since(repairsBefore));
    }

    private Map<String, String> addresses() {
        return ledger.executors().stream()
                .collect(Collectors.toUnmodifiableMap(executor -> executor.id().value(), ExecutorView::ip));
    }
}
