package io.dwr.executor.engine;

import static org.awaitility.Awaitility.await;

import io.dwr.executor.engine.ContainerFacts.State;
import io.dwr.executor.engine.ContainerRequest.Amounts;
import io.dwr.executor.engine.ContainerRequest.BindMount;
import io.dwr.executor.engine.ContainerRequest.Program;
import io.dwr.model.job.ContainerOptions;
import io.dwr.model.log.LogSource;
import io.dwr.model.placement.Resources;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;

/** Containers for contracts of an engine; they are removed after each test. */
abstract class EngineContract {
    static final long MIB = 1L << 20;
    static final Duration LIMIT = Duration.ofSeconds(60);
    static final String[] FOREVER = {"sh", "-c", "echo up; while true; do sleep 0.1; done"};
    static final String[] DEAF = {"sh", "-c", "trap '' TERM; echo up; while true; do sleep 0.1; done"};

    final String run = UUID.randomUUID().toString();

    /** The engine under test; it has {@code box:latest}, and neither has nor can fetch {@code localhost:1/none:1}. */
    protected abstract ContainerEngine engine();

    @AfterEach
    void removeAll() {
        for (ContainerFacts container : engine().list(labels())) {
            engine().kill(container.id());
            engine().remove(container.id());
        }
    }

    Map<String, String> labels() {
        return Map.of("contract", run);
    }

    /** A container of this test; it is removed afterwards. */
    protected ContainerRequest request(String... command) {
        return request(ContainerOptions.DEFAULT, List.of(), false, command);
    }

    ContainerRequest request(ContainerOptions options, List<BindMount> mounts, boolean tty, String... command) {
        return request(
                new Program("box:latest", List.of(command), List.of(), Map.of(), null, null, true, tty),
                mounts,
                options);
    }

    ContainerRequest request(Program program, List<BindMount> mounts, ContainerOptions options) {
        return new ContainerRequest(
                "contract-" + UUID.randomUUID(),
                Map.of("contract", run, "number", "one"),
                program,
                mounts,
                new Amounts(new Resources(500, 64 * MIB), 256, List.of()),
                options);
    }

    ContainerRequest request(Program program) {
        return request(program, List.of(), ContainerOptions.DEFAULT);
    }

    String created(String... command) {
        return engine().create(request(command));
    }

    String started(String... command) {
        String id = created(command);
        engine().start(id);
        return id;
    }

    /** Running, and its handlers are set. */
    String up(String... command) {
        String id = started(command);
        await().atMost(LIMIT)
                .until(() -> output(engine().stored(id, false, false)).get(LogSource.STDOUT), "up\n"::equals);
        return id;
    }

    String ended(String... command) throws Exception {
        String id = created(command);
        try (ExitWatch watch = engine().watchNextExit(id)) {
            engine().start(id);
            code(watch);
        }
        return id;
    }

    State state(String id) {
        return engine().inspect(id).orElseThrow().state();
    }

    static int code(ExitWatch watch) throws Exception {
        return watch.exitCode().get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    }

    static Map<LogSource, String> output(ContainerOutput output) throws Exception {
        Map<LogSource, ByteArrayOutputStream> streams = new EnumMap<>(LogSource.class);
        try (output) {
            output.readAll((stream, bytes, offset, length) -> streams.computeIfAbsent(
                            stream, any -> new ByteArrayOutputStream())
                    .write(bytes, offset, length));
        }
        Map<LogSource, String> texts = new EnumMap<>(LogSource.class);
        streams.forEach((stream, bytes) -> texts.put(stream, bytes.toString(StandardCharsets.UTF_8)));
        return texts;
    }
}
