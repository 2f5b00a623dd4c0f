package io.dwr.executor.attempt;

import io.dwr.executor.engine.ContainerFacts;
import io.dwr.executor.engine.ContainerFacts.State;
import io.dwr.executor.engine.EngineException;
import io.dwr.executor.engine.EngineRefusalException;
import io.dwr.model.executor.HeldAttempt;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes sure that nothing of an attempt is left in the engine, however long that takes. */
final class ContainerRemoval {
    private static final Logger log = LoggerFactory.getLogger(ContainerRemoval.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final AttemptTools tools;
    private final HeldAttempt attempt;

    ContainerRemoval(AttemptTools tools, HeldAttempt attempt) {
        this.tools = tools;
        this.attempt = attempt;
    }

    /**
     * Removes the container; kills it first when it runs.
     *
     * @param id null when none is known: then containers with this attempt's labels are looked for
     */
    void untilGone(@Nullable String id) throws InterruptedException {
        String said = "";
        while (true) {
            try {
                if (id == null) {
                    removeLabelled();
                } else {
                    tools.engine().remove(id);
                }
                tools.conditions().clear(condition());
                return;
            } catch (EngineException notYet) {
                String words = String.valueOf(notYet.getMessage());
                if (!words.equals(said)) {
                    log.warn("the container of {} cannot be removed yet; trying on: {}", attempt, words);
                    said = words;
                }
                end(id);
                Thread.sleep(PAUSE);
            }
        }
    }

    private String condition() {
        return "remove " + attempt;
    }

    private void removeLabelled() {
        for (ContainerFacts container : labelled()) {
            if (container.state() == State.RUNNING) {
                tools.engine().stop(container.id(), 0);
            }
            tools.engine().remove(container.id());
        }
    }

    private List<ContainerFacts> labelled() {
        return tools.engine().list(tools.profile().attemptLabels(attempt.jobId(), attempt.attempt()));
    }

    private void end(@Nullable String id) {
        try {
            if (id != null) {
                tools.engine().stop(id, 0);
            }
        } catch (EngineRefusalException refused) {
            String words = String.valueOf(refused.getMessage());
            tools.conditions()
                    .set(
                            condition(),
                            "kill_refused: the engine does not give up the container of " + attempt + ": " + words);
        } catch (EngineException away) {
            log.debug("{} cannot be stopped yet", attempt, away);
        }
    }
}
