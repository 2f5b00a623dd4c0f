package io.dwr.scheduler.job;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.dwr.model.job.JobId;
import io.dwr.model.job.JobRecord;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A job as the list shows it; all parts stand side by side in one object. */
record JobView(
        String jobId,
        @Nullable String name,
        Map<String, String> labels,
        @JsonUnwrapped StateView state,
        @JsonUnwrapped ContainerView container,
        @JsonUnwrapped RequirementsView requirements,
        @JsonUnwrapped PolicyView policy,
        JobLinks links) {
    static JobView of(JobRecord job, @Nullable AwayExecutor away, JobLinks links) {
        JobId id = job.id();
        return new JobView(
                id.value(),
                job.spec().name(),
                new TreeMap<>(job.spec().labels()),
                StateView.of(job, away),
                ContainerView.of(job.spec().container()),
                RequirementsView.of(job.spec().requirements()),
                PolicyView.of(job.spec().policy()),
                links);
    }
}
