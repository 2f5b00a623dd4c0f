package io.dwr.executor.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dwr.model.executor.ExecutorId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateDirectoryTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

    @TempDir
    Path directory;

    @Test
    void aMadeIdIsKept() {
        ExecutorId made;
        try (StateDirectory state = StateDirectory.take(directory, NOW)) {
            made = state.executorId(null);
        }
        try (StateDirectory state = StateDirectory.take(directory, NOW)) {
            assertThat(state.executorId(null)).isEqualTo(made);
        }
    }

    @Test
    void aConfiguredIdWins() {
        try (StateDirectory state = StateDirectory.take(directory, NOW)) {
            state.executorId(null);

            assertThat(state.executorId("alpha")).isEqualTo(new ExecutorId("alpha"));
            assertThat(state.executorId(null)).isEqualTo(new ExecutorId("alpha"));
        }
    }

    @Test
    void aSecondHolderIsTurnedAwayNamingTheFirst() {
        try (StateDirectory first = StateDirectory.take(directory, NOW)) {
            assertThatThrownBy(() -> StateDirectory.take(first.path(), NOW))
                    .isInstanceOf(StateDirectoryException.class)
                    .hasMessageContaining("process " + ProcessHandle.current().pid())
                    .hasMessageContaining("since 2026-01-02T03:04:05Z");
        }
        StateDirectory.take(directory, NOW).close();
    }

    @Test
    void eachTakesTheFirstNumberThatNobodyHolds() throws IOException {
        try (StateDirectory first = StateDirectory.takeNumbered(directory, NOW);
                StateDirectory second = StateDirectory.takeNumbered(directory, NOW)) {
            assertThat(first.path()).isEqualTo(directory.resolve("1"));
            assertThat(second.path()).isEqualTo(directory.resolve("2"));
        }
        for (int number = 1; number <= 2; number++) {
            Files.writeString(
                    directory.resolve(Integer.toString(number)).resolve("lock"), "process 1 on host other since x");
        }
        try (StateDirectory next = StateDirectory.takeNumbered(directory, NOW)) {
            assertThat(next.path()).isEqualTo(directory.resolve("1"));
        }
    }

    /** A restarted replica is the executor that it was, though a lower number is free. */
    @Test
    void theNumberThatThisHostHeldLastComesFirst() throws IOException {
        StateDirectory.takeNumbered(directory, NOW).close();
        Files.writeString(directory.resolve("1/lock"), "process 1 on host other since x");
        Files.createDirectories(directory.resolve("3"));
        Files.writeString(directory.resolve("3/lock"), "process 1 on host " + StateDirectory.hostName() + " since x");

        try (StateDirectory state = StateDirectory.takeNumbered(directory, NOW)) {
            assertThat(state.path()).isEqualTo(directory.resolve("3"));
        }
    }

    @Test
    void aDirectoryThatCannotBeMadeIsTold() {
        assertThatThrownBy(() -> StateDirectory.take(Path.of("/proc/none"), NOW))
                .isInstanceOf(StateDirectoryException.class)
                .hasMessageContaining("EXECUTOR_STATE_DIR");
    }
}
