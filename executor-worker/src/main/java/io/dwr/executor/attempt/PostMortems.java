package io.dwr.executor.attempt;

import io.dwr.executor.engine.ContainerEvent;
import io.dwr.executor.engine.EngineException;
import io.dwr.executor.engine.EngineWitness;
import io.dwr.model.executor.HeldAttempt;
import io.dwr.model.job.FailureClass;
import io.dwr.model.job.Outcome;
import io.dwr.model.job.PostMortem;
import io.dwr.model.log.LogBytes;
import io.dwr.workflow.ContainerActivity.RunRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps what is left of a failed attempt with its job. What cannot be had or kept costs the attempt nothing. */
final class PostMortems {
    private static final Logger log = LoggerFactory.getLogger(PostMortems.class);
    private static final Set<FailureClass> FAILED =
            Set.of(FailureClass.USER, FailureClass.PERMANENT, FailureClass.INFRASTRUCTURE);
    private static final Duration BEFORE = Duration.ofMinutes(2);
    private static final int MOST_EVENTS = 100;

    private final AttemptTools tools;
    private final RunRequest request;
    private final HeldAttempt attempt;

    PostMortems(AttemptTools tools, RunRequest request) {
        this.tools = tools;
        this.request = request;
        this.attempt = new HeldAttempt(request.jobId(), request.attempt());
    }

    void keep(@Nullable String containerId, Outcome ended) {
        if (!FAILED.contains(ended.reason().failureClass())) {
            return;
        }
        try {
            boolean kept = tools.postMortems().keep(request.jobId(), taken(containerId, ended));
            if (!kept) {
                log.debug("{} is over: nothing is kept of it", attempt);
            }
        } catch (RuntimeException lost) {
            log.warn("what is left of {} is not kept: {}", attempt, lost.getMessage());
        }
    }

    private PostMortem taken(@Nullable String containerId, Outcome ended) {
        return new PostMortem(
                attempt.attempt(),
                tools.profile().id().value(),
                tools.clock().instant(),
                ended.reason().code(),
                ended.message(),
                containerId == null ? Map.of() : description(containerId),
                containerId == null ? List.of() : events(containerId, ended),
                lines());
    }

    private Map<String, Object> description(String containerId) {
        try {
            Masking masking = new Masking(request.container().environment().values());
            return Bounded.description(masking.of(tools.engine().witness().description(containerId)));
        } catch (EngineException silent) {
            log.warn("the container of {} is not described: {}", attempt, silent.getMessage());
            return Map.of();
        }
    }

    private List<PostMortem.Event> events(String containerId, Outcome ended) {
        Instant since = Objects.requireNonNullElse(ended.startedAt(), ended.finishedAt());
        EngineWitness witness = tools.engine().witness();
        try {
            List<ContainerEvent> events = witness.events(containerId, since.minus(BEFORE));
            return events.subList(Math.max(0, events.size() - MOST_EVENTS), events.size()).stream()
                    .map(event -> new PostMortem.Event(event.time(), event.action(), event.signal(), event.exitCode()))
                    .toList();
        } catch (EngineException silent) {
            log.warn("what happened to the container of {} is not known: {}", attempt, silent.getMessage());
            return List.of();
        }
    }

    private List<String> lines() {
        List<String> shown = tools.logs().last(request.jobId(), Bounded.MOST_LINES).stream()
                .map(LogBytes::shown)
                .toList();
        return Bounded.lines(shown, attempt.attempt());
    }
}
