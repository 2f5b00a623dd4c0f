package io.dwr.executor.attempt;

import static io.dwr.executor.attempt.ExecutorFixture.box;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dwr.executor.engine.ContainerFacts.State;
import io.dwr.executor.engine.ContainerOutput;
import io.dwr.executor.engine.EngineRefusalException;
import io.dwr.executor.engine.ForwardingEngine;
import io.dwr.model.job.Outcome;
import io.dwr.model.log.LogLine;
import io.dwr.model.log.LogSource;
import io.dwr.workflow.ContainerActivity.RunRequest;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The output of a container that the next process adopts. */
class AdoptedOutputTest extends AdoptionStory {
    @Test
    void aRunningContainerIsFoundAndItsLogGoesOn() {
        RunRequest request = box("sh", "-c", "for i in $(seq 1 60); do echo $i; sleep 0.05; done; exit 6")
                .as(job);
        executor.begin(request);
        awaitOutput("5\n");
        String container = executor.containers().getFirst().id();
        dead.set(true);

        Outcome outcome = adoptedBy(request);

        assertThat(outcome.containerId()).isEqualTo(container);
        assertThat(outcome.exitCode()).isEqualTo(6);
        assertThat(executor.written(job, LogSource.STDOUT))
                .isEqualTo(IntStream.rangeClosed(1, 60)
                        .mapToObj(line -> line + "\n")
                        .collect(Collectors.joining()));
        assertThat(executor.written(job, LogSource.SYSTEM).lines()).hasSize(2);
    }

    /** The engine's store is no exact copy: what it gives instead of bytes that are no text is marked. */
    @Test
    void bytesThatTheEngineReplacedAreMarked() {
        RunRequest request = box(
                        "sh",
                        "-c",
                        "trap 'printf \"\\377two\\n\"; exit 0' TERM; printf '\\377one\\n';"
                                + " while true; do sleep 0.1; done")
                .as(job);
        executor.begin(request);
        awaitOutput("one\n");
        dead.set(true);
        stopFromOutside();

        adoptedBy(request);

        assertThat(executor.written(job, LogSource.STDOUT)).isEqualTo("\udcffone\n\uFFFDtwo\n");
        assertThat(executor.written(job, LogSource.SYSTEM).lines())
                .filteredOn(line -> line.startsWith(LogLine.MARK))
                .hasSize(1);
    }

    /** The engine keeps two files of its store: what was in the first is gone. */
    @Test
    @Tag("nightly")
    void aBeginningThatTheEngineDroppedIsMarkedAndTheEndIsThere() {
        RunRequest request = box(
                        "sh",
                        "-c",
                        "echo one; sleep 2; yes $(printf '<%.0s' $(seq 1 900)) | head -c 30000000; echo; echo end")
                .as(job);
        executor.begin(request);
        awaitOutput("one\n");
        dead.set(true);
        await().atMost(Duration.ofMinutes(3))
                .until(() -> executor.containers().getFirst().state() == State.ENDED);

        Outcome outcome = adoptedBy(request);

        assertThat(outcome.exitCode()).isZero();
        assertThat(executor.written(job, LogSource.STDOUT)).startsWith("one\n").endsWith("end\n");
        assertThat(executor.written(job, LogSource.SYSTEM)).contains("[dwr] the engine has dropped the beginning");
    }

    @Test
    void outputThatTheEngineRefusesCostsTheLinesAndNotTheOutcome() {
        RunRequest request = box("sh", "-c", UNTIL_STOPPED).as(job);
        executor.begin(request);
        awaitOutput("one");
        dead.set(true);
        executor.restart(new ForwardingEngine(executor.engine) {
            @Override
            public ContainerOutput stored(String id, boolean tty, boolean follow) {
                throw new EngineRefusalException("no reading", new IllegalStateException("test"));
            }
        });

        AttemptSupervisor adopter = executor.deliverAgain(request);
        stopFromOutside();
        Outcome outcome = ExecutorFixture.await(adopter);

        assertThat(outcome.exitCode()).isEqualTo(6);
        assertThat(executor.written(job, LogSource.SYSTEM)).contains("lines are missing here");
    }
}
