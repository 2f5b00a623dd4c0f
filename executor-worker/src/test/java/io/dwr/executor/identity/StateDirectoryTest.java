package io.dwr.executor.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dwr.model.executor.ExecutorId;
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
    void aDirectoryThatCannotBeMadeIsTold() {
        assertThatThrownBy(() -> StateDirectory.take(Path.of("/proc/none"), NOW))
                .isInstanceOf(StateDirectoryException.class)
                .hasMessageContaining("EXECUTOR_STATE_DIR");
    }
}
