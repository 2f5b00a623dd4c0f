package io.dwr.executor.attempt;

import static io.dwr.executor.attempt.ExecutorFixture.box;
import static org.assertj.core.api.Assertions.assertThat;

import io.dwr.executor.engine.InMemoryEngine;
import io.dwr.executor.engine.SmallContainer;
import io.dwr.model.job.ContainerOptions;
import io.dwr.model.job.ContainerOptions.Limits;
import io.dwr.model.job.ContainerOptions.Privileges;
import io.dwr.model.job.JobId;
import io.dwr.model.job.Outcome;
import io.dwr.model.job.StatusReason;
import io.dwr.model.log.LogSource;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an operator does not allow, whoever placed it here. */
class AdmissionTest {
    @TempDir
    Path state;

    @TempDir
    Path volumes;

    private ExecutorFixture executor;
    private final JobId job = ExecutorFixture.newJob();

    @BeforeEach
    void start() {
        executor = new ExecutorFixture(state, volumes, new InMemoryEngine());
    }

    @AfterEach
    void nothingIsLeft() {
        assertThat(executor.containers()).isEmpty();
        executor.close();
    }

    private static ContainerOptions privileged(String network, List<String> add) {
        return new ContainerOptions(
                null,
                false,
                null,
                ContainerOptions.DEFAULT.limits(),
                new Privileges(network, null, null, false, false, add, List.of(), List.of()));
    }

    @Test
    void whatTheOperatorDoesNotAllowNeverComesToTheEngine() {
        Outcome outcome = executor.run(
                box("true").options(privileged("host", List.of("SYS_ADMIN"))).as(job));

        assertThat(outcome.reason()).isEqualTo(StatusReason.OPTION_NOT_ALLOWED);
        assertThat(outcome.message())
                .isEqualTo("executor fixture does not allow cap=SYS_ADMIN,host-network: its operator may add it to"
                        + " EXECUTOR_ALLOW");
        assertThat(outcome.containerId()).isNull();
        assertThat(executor.ledger.stages).isEmpty();
    }

    @Test
    void moreProcessesThanTheOperatorGivesAreRefused() {
        Outcome outcome = executor.run(box("true")
                .options(new ContainerOptions(
                        null,
                        false,
                        null,
                        new Limits(null, 513L, List.of(), Map.of()),
                        ContainerOptions.DEFAULT.privileges()))
                .as(job));

        assertThat(outcome.reason()).isEqualTo(StatusReason.OPTION_NOT_ALLOWED);
        assertThat(outcome.message()).contains("EXECUTOR_PIDS_LIMIT").contains("513");
    }

    /** An earlier process of the executor made the container; its operator has changed his mind since. */
    @Test
    void aPermissionThatWasTakenBackHoldsBeforeTheStart() {
        executor.engine.create(
                SmallContainer.of("dwr-" + job + "-1", executor.profile.attemptLabels(job, 1), "echo", "ran"));

        Outcome outcome = ExecutorFixture.await(executor.deliverAgain(box("echo", "ran")
                .options(privileged("bridge", List.of("SYS_ADMIN")))
                .as(job)));

        assertThat(outcome.reason()).isEqualTo(StatusReason.OPTION_NOT_ALLOWED);
        assertThat(executor.written(job, LogSource.STDOUT)).isEmpty();
    }
}
