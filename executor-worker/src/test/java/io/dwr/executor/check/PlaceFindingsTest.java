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

        List<Finding> findings = PlaceFindings.state(state, true);

        assertThat(findings).containsExactly(Finding.ok("state", state + ": not there yet, will be made"));
        assertThat(directory.resolve("a")).doesNotExist();
    }

    @Test
    void aFileInItsPlaceIsUnfit() throws IOException {
        Path state = Files.writeString(directory.resolve("state"), "a file");

        assertThat(PlaceFindings.state(state, true)).extracting(Finding::level).containsExactly(Level.FAIL);
    }

    @Test
    void aFreeOneIsLeftAsItIs() throws IOException {
        assertThat(PlaceFindings.state(directory, true).getFirst())
                .isEqualTo(Finding.ok("state", directory + ": free to be taken"));
        try (var files = Files.list(directory)) {
            assertThat(files).isEmpty();
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
