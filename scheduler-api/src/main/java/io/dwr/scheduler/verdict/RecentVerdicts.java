package io.dwr.scheduler.verdict;

import io.dwr.model.job.JobId;
import io.dwr.model.placement.Requirements;
import io.dwr.model.placement.Verdict;
import io.dwr.redis.ledger.Ledger;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Verdicts that are asked for again and again: one is shared by all jobs that ask the same, and kept for a
 * second, or for so long that finding it takes at most a twentieth of the time.
 */
public final class RecentVerdicts {
    private static final int MOST = 1000;
    private static final long LEAST_NANOS = 1_000_000_000L;
    private static final long TIMES_ITS_COST = 20;

    private final Ledger ledger;
    private final LongSupplier nanoClock;
    private final Map<Question, Recent> recent = new LinkedHashMap<>(MOST, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Question, Recent> eldest) {
            return size() > MOST;
        }
    };

    public RecentVerdicts(Ledger ledger, LongSupplier nanoClock) {
        this.ledger = ledger;
        this.nanoClock = nanoClock;
    }

    /** As {@link Ledger#explain}, or a moment older. */
    public Verdict of(JobId job, Requirements requirements, Set<String> avoided) {
        Question question = new Question(requirements, avoided, avoided.isEmpty() ? null : job);
        Recent answer;
        synchronized (recent) {
            answer = recent.computeIfAbsent(question, _ -> new Recent());
        }
        return answer.verdict(job, question);
    }

    /**
     * What makes two verdicts equal.
     *
     * @param avoidedBy the job, when it avoids executors: it matters since when
     */
    private record Question(
            Requirements requirements,
            Set<String> avoided,
            @Nullable JobId avoidedBy) {}

    private final class Recent {
        private @Nullable Verdict verdict;
        private long until;

        /** Those who ask meanwhile wait for the same answer. */
        synchronized Verdict verdict(JobId job, Question question) {
            long now = nanoClock.getAsLong();
            Verdict known = verdict;
            if (known != null && now - until < 0) {
                return known;
            }
            Verdict found = ledger.explain(job, question.requirements(), question.avoided());
            long end = nanoClock.getAsLong();
            verdict = found;
            until = end + Math.max(LEAST_NANOS, TIMES_ITS_COST * (end - now));
            return found;
        }
    }
}
