package io.dwr.executor.engine.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.dwr.executor.engine.EngineUnavailableException;
import io.dwr.executor.engine.SmallContainer;
import io.dwr.test.EngineProxy;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An engine that accepts everything and answers nothing: no call waits for it for ever. */
class HungEngineTest {
    private static final EngineDeadlines SHORT =
            new EngineDeadlines(Duration.ofMillis(300), Duration.ofMillis(300), Duration.ofMillis(300));
    private static final String SOME = "0123456789ab";

    @TempDir
    private Path directory;

    private EngineProxy proxy;
    private DockerContainerEngine engine;

    @BeforeEach
    void start() {
        proxy = EngineProxy.before(TestEngine.host(), directory.resolve("engine.sock"));
        engine = new DockerContainerEngine(proxy.address(), 4, SHORT);
    }

    @AfterEach
    void stop() {
        proxy.close();
        engine.close();
    }

    enum Call {
        FACTS(DockerContainerEngine::facts),
        FIND_IMAGE(engine -> engine.findImage("box:latest")),
        CREATE(engine -> engine.create(SmallContainer.of("dwr-test-never", Map.of(), "true"))),
        INSPECT(engine -> engine.inspect(SOME)),
        LIST(engine -> engine.list(Map.of("dwr.cluster", "none"))),
        ATTACH(engine -> engine.attach(SOME, false)),
        STORED(engine -> engine.stored(SOME, false, true)),
        WATCH_NEXT_EXIT(engine -> engine.watchNextExit(SOME)),
        WATCH_NOT_RUNNING(engine -> engine.watchNotRunning(SOME)),
        START(engine -> engine.start(SOME)),
        STOP(engine -> engine.stop(SOME, 0)),
        KILL(engine -> engine.kill(SOME)),
        REMOVE(engine -> engine.remove(SOME)),
        SAMPLE(engine -> engine.sample(SOME)),
        EVENTS(engine -> engine.witness().events(SOME, Instant.now())),
        DESCRIPTION(engine -> engine.witness().description(SOME));

        private final Consumer<DockerContainerEngine> call;

        Call(Consumer<DockerContainerEngine> call) {
            this.call = call;
        }
    }

    /** An engine waits for events that are still to come: by a clock that is ahead of its own, for long. */
    @Test
    @Timeout(60)
    void anAnswerThatBeginsAndDoesNotEndIsNotWaitedForEither() {
        EngineDeadlines few = new EngineDeadlines(Duration.ofSeconds(3), Duration.ofSeconds(3), Duration.ofSeconds(3));
        try (DockerConnection connection = new DockerConnection(TestEngine.host(), 4, few)) {
            DockerWitness witness = new DockerWitness(
                    connection,
                    new DockerStreams(connection),
                    () -> Instant.now().plus(Duration.ofHours(2)));

            assertThatThrownBy(() -> witness.events(SOME, Instant.now()))
                    .isInstanceOf(EngineUnavailableException.class);
        }
    }

    @ParameterizedTest
    @EnumSource
    @Timeout(60)
    void noCallWaitsForEver(Call call) {
        proxy.swallow("");

        assertThatThrownBy(() -> call.call.accept(engine))
                .isInstanceOf(EngineUnavailableException.class)
                .hasMessageContaining("does not answer");
    }

    @Test
    @Timeout(60)
    void itIsSpokenToAgainWhenItAnswers() {
        proxy.freeze();
        assertThatThrownBy(() -> engine.facts()).isInstanceOf(EngineUnavailableException.class);

        proxy.thaw();

        await().atMost(Duration.ofSeconds(50))
                .ignoreException(EngineUnavailableException.class)
                .untilAsserted(() ->
                        assertThat(engine.list(Map.of("dwr.cluster", "none"))).isEmpty());
    }

    /** What is followed may be quiet for longer than any deadline. */
    @Test
    @Timeout(60)
    void aQuietStreamIsNoHungEngine() throws Exception {
        DockerContainerEngine patient = new DockerContainerEngine(proxy.address(), 4);
        String id = patient.create(SmallContainer.of(
                "dwr-test-quiet-" + ProcessHandle.current().pid(), Map.of(), "sh", "-c", "sleep 2; exit 5"));
        try (var watch = await().atMost(Duration.ofSeconds(50))
                .ignoreException(EngineUnavailableException.class)
                .until(() -> engine.watchNextExit(id), opened -> true)) {
            patient.start(id);
            assertThat(watch.exitCode().get()).isEqualTo(5);
        } finally {
            patient.kill(id);
            patient.remove(id);
            patient.close();
        }
    }
}
