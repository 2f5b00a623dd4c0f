package io.dwr.executor.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.dwr.executor.engine.ContainerFacts.State;
import io.dwr.model.job.ContainerOptions;
import io.dwr.model.log.LogSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What every engine promises of a container's output. */
public abstract class ContainerOutputContract extends EngineContract {
    @Test
    void aSecondStartDoesNothing() throws Exception {
        String id = up(FOREVER);

        engine().start(id);

        assertThat(state(id)).isEqualTo(State.RUNNING);
        engine().kill(id);
        assertThat(output(engine().stored(id, false, false))).containsOnly(Map.entry(LogSource.STDOUT, "up\n"));
    }

    @Test
    void anAttachBeforeTheStartMissesNothing() throws Exception {
        String id = created("sh", "-c", "printf 'a\\0b'; echo err >&2; echo 日本; printf end");
        ContainerOutput attached = engine().attach(id, false);

        engine().start(id);

        Map<LogSource, String> exact = Map.of(LogSource.STDOUT, "a\0b日本\nend", LogSource.STDERR, "err\n");
        assertThat(output(attached)).isEqualTo(exact);
        assertThat(output(engine().stored(id, false, false))).isEqualTo(exact);
    }

    @Test
    void aTerminalIsOneStream() throws Exception {
        String id = engine().create(
                        request(ContainerOptions.DEFAULT, List.of(), true, "sh", "-c", "echo out; echo err >&2"));
        ContainerOutput attached = engine().attach(id, true);

        engine().start(id);

        assertThat(output(attached)).containsOnly(Map.entry(LogSource.STDOUT, "out\r\nerr\r\n"));
    }

    @Test
    void storedOutputIsFollowedToTheEnd() throws Exception {
        String id = up("sh", "-c", "trap 'echo down; exit 0' TERM; echo up; while true; do sleep 0.1; done");
        CompletableFuture<Map<LogSource, String>> followed = new CompletableFuture<>();
        ContainerOutput stored = engine().stored(id, false, true);
        Thread.ofVirtual().start(() -> {
            try {
                followed.complete(output(stored));
            } catch (Exception broken) {
                followed.completeExceptionally(broken);
            }
        });

        engine().stop(id, 60);

        assertThat(followed.get(LIMIT.toSeconds(), TimeUnit.SECONDS))
                .containsOnly(Map.entry(LogSource.STDOUT, "up\ndown\n"));
    }

    @Test
    void aClosedOutputEndsItsReader() throws Exception {
        String id = up(FOREVER);
        ContainerOutput stored = engine().stored(id, false, true);
        CompletableFuture<Boolean> over = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try {
                stored.readAll((stream, bytes, offset, length) -> stored.close());
                over.complete(true);
            } catch (Exception broken) {
                over.completeExceptionally(broken);
            }
        });

        assertThat(over.get(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }
}
