package io.dwr.executor.attempt;

import static io.dwr.executor.attempt.ExecutorFixture.box;
import static org.assertj.core.api.Assertions.assertThat;

import io.dwr.executor.engine.ContainerRequest;
import io.dwr.executor.engine.ForwardingEngine;
import io.dwr.model.job.JobId;
import io.dwr.model.job.Outcome;
import io.dwr.model.job.StatusReason;
import io.dwr.model.job.VolumeMount;
import io.dwr.model.log.LogSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Directories of the machine in real containers. */
class VolumesOnDockerTest {
    @TempDir
    Path state;

    @TempDir
    Path temporary;

    private Path root;
    private ExecutorFixture executor;
    private final JobId job = ExecutorFixture.newJob();

    @BeforeEach
    void start() throws IOException {
        root = temporary.toRealPath();
        executor = new ExecutorFixture(state, root);
    }

    @AfterEach
    void nothingIsLeft() {
        assertThat(executor.containers()).isEmpty();
        executor.close();
    }

    @Test
    void modesAreKept() throws IOException {
        Files.writeString(Files.createDirectory(root.resolve("in")).resolve("file"), "read\n");
        Files.createDirectory(root.resolve("out"));

        Outcome outcome = executor.run(box(
                        "sh", "-c", "cat /in/file; touch /in/x 2>/dev/null || echo kept; echo written > /out/file")
                .volumes(new VolumeMount(root + "/in", "/in", true), new VolumeMount(root + "/out", "/out", false))
                .as(job));

        assertThat(outcome.reason()).isEqualTo(StatusReason.COMPLETED);
        assertThat(executor.written(job, LogSource.STDOUT)).isEqualTo("read\nkept\n");
        assertThat(root.resolve("out/file")).hasContent("written\n");
    }

    /** Case 45. */
    @Test
    void aMissingSourceIsNotMade() {
        Outcome outcome = executor.run(box("true")
                .volumes(new VolumeMount(root + "/none", "/in", true))
                .as(job));

        assertThat(outcome.reason()).isEqualTo(StatusReason.VOLUME_SOURCE_MISSING);
        assertThat(outcome.message()).contains("fixture").contains(root + "/none");
        assertThat(root.resolve("none")).doesNotExist();
    }

    @Test
    void aSourceThatIsSwappedBeforeTheStartIsNotMounted() throws IOException {
        Path link = Files.createSymbolicLink(root.resolve("data"), Files.createDirectory(root.resolve("a")));
        executor.restart(new ForwardingEngine(executor.engine) {
            @Override
            public String create(ContainerRequest request) {
                String id = super.create(request);
                swap(link, Files.exists(root.resolve("b")) ? root.resolve("b") : state);
                return id;
            }
        });
        Outcome outside = mounted(link, ExecutorFixture.newJob());

        assertThat(outside.reason()).isEqualTo(StatusReason.INVALID_MOUNT);
        assertThat(outside.message()).contains(state.toRealPath().toString());

        Files.createDirectory(root.resolve("b"));
        swap(link, root.resolve("a"));
        Outcome inside = mounted(link, job);

        assertThat(inside.reason()).isEqualTo(StatusReason.INVALID_MOUNT);
        assertThat(inside.message())
                .contains("was changed")
                .contains(root + "/a")
                .contains(root + "/b");
        assertThat(executor.written(job, LogSource.STDOUT)).isEmpty();
    }

    private Outcome mounted(Path source, JobId id) {
        return executor.run(box("echo", "ran")
                .volumes(new VolumeMount(source.toString(), "/in", false))
                .as(id));
    }

    private static void swap(Path link, Path target) {
        try {
            Files.delete(link);
            Files.createSymbolicLink(link, target);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
