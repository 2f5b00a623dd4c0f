package io.dwr.executor.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.dwr.executor.check.Finding.Level;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlaceFindingsTest {
    @TempDir
    Path directory;

    @Test
    void aStateDirectoryThatIsNotThereYetIsNotMade() {
        Path state = directory.resolve("a/b");

        List<Finding> findings = PlaceFindings.state(state, true, false);

        assertThat(findings).containsExactly(Finding.ok("state", state + ": not there yet, will be made"));
        assertThat(directory.resolve("a")).doesNotExist();
    }

    @Test
    void aFileInItsPlaceIsUnfit() throws IOException {
        Path state = Files.writeString(directory.resolve("state"), "a file");

        assertThat(PlaceFindings.state(state, true, false))
                .extracting(Finding::level)
                .containsExactly(Level.FAIL);
    }

    @Test
    void aFreeOneIsLeftAsItIs() throws IOException {
        assertThat(PlaceFindings.state(directory, true, false).getFirst())
                .isEqualTo(Finding.ok("state", directory + ": free to be taken"));
        try (var files = Files.list(directory)) {
            assertThat(files).isEmpty();
        }
    }

    /** Locks tell apart processes, so another one has to hold them. */
    @Test
    void eachExecutorOfASharedFolderIsLookedAt() throws Exception {
        Path guarded = Files.createDirectory(directory.resolve("1"));
        Path alone = Files.createDirectory(directory.resolve("2"));
        Path free = Files.createDirectory(directory.resolve("3"));
        Files.writeString(free.resolve("lock"), "executor-3");
        try (HeldLocks _ =
                HeldLocks.of(guarded.resolve("lock"), guarded.resolve("guard.lock"), alone.resolve("lock"))) {
            List<Finding> findings = PlaceFindings.state(directory, false, true);

            assertThat(findings).extracting(Finding::topic).startsWith("state", "guard", "state", "guard", "state");
            assertThat(findings)
                    .extracting(Finding::level)
                    .startsWith(Level.OK, Level.OK, Level.OK, Level.FAIL, Level.OK);
            assertThat(findings.get(3).text()).contains(alone.toString());
            assertThat(findings).extracting(Finding::text).noneMatch(text -> text.contains(free.toString()));
        }
    }

    @Test
    void volumesAreJudgedAsJobsWouldBe() throws IOException {
        Path root = Files.createDirectory(directory.resolve("jobs"));

        List<Finding> findings =
                PlaceFindings.volumes(List.of(root, directory.resolve("missing"), Path.of("/etc")), List.of());

        assertThat(findings).extracting(Finding::level).containsExactly(Level.OK, Level.WARNING, Level.WARNING);
        assertThat(findings.get(1).text()).contains("has no " + directory.resolve("missing"));
        assertThat(findings.get(2).text()).contains("no job may see /etc");
    }
}
