package io.dwr.scheduler.job;

import io.dwr.model.job.JobId;
import io.dwr.model.job.JobRecord;
import io.dwr.model.job.JobSpec;
import io.dwr.model.job.JobStatus;
import io.dwr.model.job.Stage;
import io.dwr.model.log.LogBytes;
import io.dwr.model.placement.Foresight;
import io.dwr.model.placement.Verdict;
import io.dwr.redis.ledger.Ledger;
import io.dwr.redis.ledger.Queues;
import io.dwr.redis.log.JobLogStore;
import io.dwr.scheduler.settings.SchedulerSettings;
import io.dwr.scheduler.settings.TemporalSettings;
import io.dwr.scheduler.verdict.RecentVerdicts;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Puts together what is shown of a job: its record, whether its executor is away, and for a page of its own why it
 * waits and its last lines.
 */
@Component
final class JobPages {
    private final Ledger ledger;
    private final Queues queues;
    private final RecentVerdicts verdicts;
    private final AwayExecutors away;
    private final JobLogStore logs;
    private final String workflows;

    JobPages(Ledger ledger, Queues queues, JobLogStore logs, SchedulerSettings settings) {
        this.ledger = ledger;
        this.queues = queues;
        this.verdicts = new RecentVerdicts(ledger, System::nanoTime);
        this.away = new AwayExecutors(ledger, settings.lostAfter());
        this.logs = logs;
        TemporalSettings temporal = settings.temporal();
        this.workflows = temporal.uiUrl() + "/namespaces/" + temporal.namespace() + "/workflows/";
    }

    /** The record alone. */
    JobView view(JobRecord job) {
        return view(job, null);
    }

    /** A page of the list. */
    List<JobView> views(List<JobRecord> jobs) {
        Map<JobId, AwayExecutor> found = away.of(jobs);
        return jobs.stream().map(job -> view(job, found.get(job.id()))).toList();
    }

    private JobView view(JobRecord job, @Nullable AwayExecutor executor) {
        return JobView.of(job, executor, JobLinks.of(job.id(), workflows));
    }

    /** The answer to a change: the record alone, since why the job waits is a question of its own. */
    JobPage changed(JobRecord job) {
        return new JobPage(view(job), null, null, List.of());
    }

    /**
     * The page of one job.
     *
     * @param logLines most lines of its log
     */
    JobPage page(JobRecord job, int logLines) {
        JobId id = job.id();
        List<String> lines =
                logs.tail(id, logLines).stream().map(LogBytes::shown).toList();
        if (!isWaiting(job)) {
            return new JobPage(view(job, away.of(job)), null, null, lines);
        }
        Verdict verdict = verdicts.of(id, job.spec().requirements(), job.avoidedExecutors());
        return new JobPage(view(job), verdict(id, job.spec(), verdict), position(job), lines);
    }

    /** Why the job waits just now, or how it stands. */
    JobExplanation explanation(JobRecord job) {
        if (!isWaiting(job)) {
            return JobExplanation.of(job, away.of(job));
        }
        Verdict verdict = ledger.explain(job.id(), job.spec().requirements(), job.avoidedExecutors());
        return JobExplanation.of(job, verdict(job.id(), job.spec(), verdict), position(job));
    }

    /** What would come of the job. */
    DryRunPage dryRun(JobSpec job, Foresight foresight) {
        Verdict verdict = foresight.verdict();
        return DryRunPage.of(job, foresight, verdict == null ? null : verdict(null, job, verdict));
    }

    /** What no executor could ever hold is said before what the quota keeps waiting. */
    private VerdictView verdict(@Nullable JobId id, JobSpec job, Verdict verdict) {
        VerdictView view = VerdictView.of(verdict, job.requirements());
        return queues.find(job.policy().queue())
                .shortage(id, job.requirements())
                .filter(shortage -> shortage.never() || verdict.kind() != Verdict.Kind.NEVER)
                .map(view::under)
                .orElse(view);
    }

    private @Nullable Long position(JobRecord job) {
        OptionalLong position = ledger.position(job.id());
        return position.isPresent() ? position.getAsLong() : null;
    }

    private static boolean isWaiting(JobRecord job) {
        return job.status() == JobStatus.PENDING && job.stage() == Stage.WAITING;
    }
}
