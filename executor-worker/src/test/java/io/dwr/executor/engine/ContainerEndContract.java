package io.dwr.executor.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.dwr.executor.engine.ContainerFacts.State;
import io.dwr.model.job.ContainerOptions;
import io.dwr.model.log.LogSource;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What every engine promises of stops, kills, ends and removals. */
public abstract class ContainerEndContract extends EngineContract {
    @Test
    void aContainerRunsAndEnds() throws Exception {
        String id = up("sh", "-c", "trap 'exit 3' TERM; echo up; while true; do sleep 0.1; done");
        assertThat(state(id)).isEqualTo(State.RUNNING);
        assertThat(engine().inspect(id).orElseThrow().startedAt()).isNotNull();

        engine().stop(id, 60);

        ContainerFacts facts = engine().inspect(id).orElseThrow();
        assertThat(facts.state()).isEqualTo(State.ENDED);
        assertThat(facts.exitCode()).isEqualTo(3);
        assertThat(facts.outOfMemory()).isFalse();
        assertThat(facts.finishedAt()).isNotNull().isAfterOrEqualTo(facts.startedAt());
    }

    @Test
    void theNextExitIsSeenHoweverSoonItComes() throws Exception {
        String id = created("sh", "-c", "exit 5");
        try (ExitWatch watch = engine().watchNextExit(id)) {
            assertThat(watch.exitCode()).isNotDone();

            engine().start(id);

            assertThat(code(watch)).isEqualTo(5);
        }
    }

    @Test
    void whatIsNotRunningIsSeenAtOnce() throws Exception {
        String id = ended("sh", "-c", "exit 6");
        try (ExitWatch watch = engine().watchNotRunning(id)) {
            assertThat(code(watch)).isEqualTo(6);
        }
        String running = up(FOREVER);
        try (ExitWatch watch = engine().watchNotRunning(running)) {
            assertThat(watch.exitCode()).isNotDone();
            engine().kill(running);
            assertThat(code(watch)).isEqualTo(137);
        }
    }

    @Test
    void aWatchEndsWhenItsContainerIsRemoved() {
        String id = created("true");
        try (ExitWatch watch = engine().watchNextExit(id)) {
            engine().remove(id);

            await().atMost(LIMIT).until(watch.exitCode()::isDone);
        }
        assertThat(engine().inspect(id)).isEmpty();
    }

    @Test
    void aStopIsHeard() {
        String id = up("sh", "-c", "trap 'exit 4' TERM; echo up; while true; do sleep 0.1; done");
        assertThat(engine().inspect(id).orElseThrow().stopSignal()).isEqualTo("SIGTERM");

        assertThat(engine().stop(id, 60)).isTrue();
        assertThat(engine().inspect(id).orElseThrow().exitCode()).isEqualTo(4);
        assertThat(engine().stop(id, 60)).isFalse();
    }

    @Test
    void theStopSignalIsTheContainersOwn() {
        ContainerOptions options = new ContainerOptions(
                null, false, "SIGINT", ContainerOptions.DEFAULT.limits(), ContainerOptions.DEFAULT.privileges());
        String id = engine().create(request(
                options,
                List.of(),
                false,
                "sh",
                "-c",
                "trap 'exit 5' INT; trap '' TERM; echo up; while true; do sleep 0.1; done"));
        engine().start(id);
        await().atMost(LIMIT)
                .until(() -> output(engine().stored(id, false, false)).containsKey(LogSource.STDOUT));

        assertThat(engine().inspect(id).orElseThrow().stopSignal()).isEqualTo("SIGINT");
        assertThat(engine().stop(id, 60)).isTrue();
        assertThat(engine().inspect(id).orElseThrow().exitCode()).isEqualTo(5);
    }

    @Test
    void whoDoesNotHearIsKilledAfterTheGrace() {
        String id = up(DEAF);

        assertThat(engine().stop(id, 1)).isTrue();
        assertThat(engine().inspect(id).orElseThrow())
                .extracting(ContainerFacts::state, ContainerFacts::exitCode)
                .containsExactly(State.ENDED, 137);
    }

    @Test
    void aKillIsAKill() {
        String id = up(DEAF);

        engine().kill(id);

        await().atMost(LIMIT).until(() -> state(id), State.ENDED::equals);
        assertThat(engine().inspect(id).orElseThrow().exitCode()).isEqualTo(137);
        engine().kill(id);
    }

    @Test
    void onlyWhatHasEndedIsRemoved() {
        String id = up(FOREVER);

        assertThatThrownBy(() -> engine().remove(id)).isInstanceOf(EngineRefusalException.class);
        assertThat(state(id)).isEqualTo(State.RUNNING);

        engine().stop(id, 0);
        engine().remove(id);

        assertThat(engine().inspect(id)).isEmpty();
        assertThat(engine().list(labels())).isEmpty();
        engine().remove(id);
    }

    @Test
    void whatIsGoneIsToldOrMattersNot() {
        String id = created("true");
        engine().remove(id);

        assertThat(engine().inspect(id)).isEmpty();
        assertThat(engine().sample(id)).isEmpty();
        assertThat(engine().stop(id, 0)).isFalse();
        engine().kill(id);
        engine().remove(id);
        assertThatThrownBy(() -> engine().start(id)).isInstanceOf(NoSuchContainerException.class);
        assertThatThrownBy(() -> engine().attach(id, false)).isInstanceOf(NoSuchContainerException.class);
        assertThatThrownBy(() -> engine().stored(id, false, false)).isInstanceOf(NoSuchContainerException.class);
        assertThatThrownBy(() -> engine().watchNextExit(id)).isInstanceOf(NoSuchContainerException.class);
        assertThatThrownBy(() -> engine().watchNotRunning(id)).isInstanceOf(NoSuchContainerException.class);
    }

    @Test
    void aWitnessTellsOfAnEnd() throws Exception {
        Instant before = Instant.now().minusSeconds(1);
        String id = ended("sh", "-c", "exit 3");
        EngineWitness witness = engine().witness();

        await().atMost(LIMIT)
                .until(() -> witness.events(id, before).stream()
                        .anyMatch(event -> event.action().equals("die") && Objects.equals(event.exitCode(), 3)));
        assertThat(witness.events(id, before))
                .extracting(ContainerEvent::action)
                .containsSubsequence("create", "start");
        assertThat(witness.description(id)).containsEntry("Id", id);
        assertThat(witness.takesCalls()).isTrue();
        engine().remove(id);
        assertThat(witness.description(id)).isEmpty();
    }
}
