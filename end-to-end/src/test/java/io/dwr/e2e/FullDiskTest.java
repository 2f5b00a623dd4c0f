package io.dwr.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.dwr.test.RootCommand;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** An executor's own disk is full. Mounts a small one, which needs root, or sudo that asks for no password. */
@Tag("nightly")
class FullDiskTest {
    @TempDir
    private Path disk;

    private Cluster cluster;

    @BeforeEach
    void start() {
        RootCommand.run("mount", "-t", "tmpfs", "-o", "size=1m,mode=777", "dwr-test", disk.toString());
        cluster = new Cluster();
    }

    @AfterEach
    void stop() {
        try {
            cluster.checkAndClose();
        } finally {
            RootCommand.run("umount", "-l", disk.toString());
        }
    }

    /** Case 113. */
    @Test
    void whatRunsEndsAsItWouldAndNothingNewComes() throws Exception {
        ServiceProcess alpha = cluster.startExecutor("alpha", Map.of("EXECUTOR_STATE_DIR", disk.toString()));
        long longer = 3 * Cluster.LOST_AFTER.toSeconds();
        String id = cluster.submit(Cluster.shell("echo up; sleep " + longer + "; echo end; exit 6"));
        cluster.await("it prints", () -> cluster.output(id).contains("up"));

        fill();
        cluster.await(
                "alpha takes no new job",
                () -> "set_aside".equals(cluster.executor("alpha").path("state").asString()));

        assertThat(cluster.executor("alpha").path("state_reason").asString())
                .contains("state directory", "cannot be written");
        String other = cluster.submit(Cluster.shell("true"));
        cluster.awaitStage(other, "waiting");
        alpha.kill();
        alpha.start();
        JsonNode job = cluster.awaitEnd(id, Cluster.SOON.multipliedBy(2));
        assertThat(job.path("exit_code").asInt()).as(job.toPrettyString()).isEqualTo(6);
        assertThat(job.path("attempts")).hasSize(1);
        assertThat(cluster.output(id)).isEqualTo("up\nend\n");

        Files.delete(disk.resolve("filler"));
        assertThat(cluster.awaitEnd(other).path("executor_id").asString()).isEqualTo("alpha");
    }

    private void fill() throws IOException {
        byte[] block = new byte[4096];
        try (OutputStream filler = Files.newOutputStream(disk.resolve("filler"))) {
            while (true) {
                filler.write(block);
            }
        } catch (IOException full) {
            assertThat(full).hasMessageContaining("space");
        }
    }
}
