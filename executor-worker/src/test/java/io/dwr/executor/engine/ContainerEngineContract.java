package io.dwr.executor.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.dwr.executor.engine.ContainerFacts.State;
import io.dwr.executor.engine.ContainerRequest.Amounts;
import io.dwr.executor.engine.ContainerRequest.BindMount;
import io.dwr.executor.engine.ContainerRequest.Program;
import io.dwr.model.job.ContainerOptions;
import io.dwr.model.job.PullProgress;
import io.dwr.model.log.LogSource;
import io.dwr.model.placement.Resources;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What every engine promises, by the words of {@link ContainerEngine}. */
public abstract class ContainerEngineContract {
    private static final long MIB = 1L << 20;
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String[] FOREVER = {"sh", "-c", "echo up; while true; do sleep 0.1; done"};
    private static final String[] DEAF = {"sh", "-c", "trap '' TERM; echo up; while true; do sleep 0.1; done"};

    private final String run = UUID.randomUUID().toString();

    /** The engine under test; it has {@code box:latest}, and neither has nor can fetch {@code localhost:1/none:1}. */
    protected abstract ContainerEngine engine();

    @AfterEach
    void removeAll() {
        for (ContainerFacts container : engine().list(labels())) {
            engine().kill(container.id());
            engine().remove(container.id());
        }
    }

    private Map<String, String> labels() {
        return Map.of("contract", run);
    }

    /** A container of this test; it is removed afterwards. */
    protected ContainerRequest request(String... command) {
        return request(ContainerOptions.DEFAULT, List.of(), false, command);
    }

    private ContainerRequest request(ContainerOptions options, List<BindMount> mounts, boolean tty, String... command) {
        return request(
                new Program("box:latest", List.of(command), List.of(), Map.of(), null, null, true, tty),
                mounts,
                options);
    }

    private ContainerRequest request(Program program, List<BindMount> mounts, ContainerOptions options) {
        return new ContainerRequest(
                "contract-" + UUID.randomUUID(),
                Map.of("contract", run, "number", "one"),
                program,
                mounts,
                new Amounts(new Resources(500, 64 * MIB), 256, List.of()),
                options);
    }

    private ContainerRequest request(Program program) {
        return request(program, List.of(), ContainerOptions.DEFAULT);
    }

    private String created(String... command) {
        return engine().create(request(command));
    }

    private String started(String... command) {
        String id = created(command);
        engine().start(id);
        return id;
    }

    /** Running, and its handlers are set. */
    private String up(String... command) {
        String id = started(command);
        await().atMost(LIMIT)
                .until(() -> output(engine().stored(id, false, false)).get(LogSource.STDOUT), "up\n"::equals);
        return id;
    }

    private String ended(String... command) throws Exception {
        String id = created(command);
        try (ExitWatch watch = engine().watchNextExit(id)) {
            engine().start(id);
            code(watch);
        }
        return id;
    }

    private State state(String id) {
        return engine().inspect(id).orElseThrow().state();
    }

    private static int code(ExitWatch watch) throws Exception {
        return watch.exitCode().get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    }

    private static Map<LogSource, String> output(ContainerOutput output) throws Exception {
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

    @Test
    void factsSayWhatTheEngineIs() {
        EngineFacts facts = engine().facts();

        assertThat(facts.id()).isNotBlank();
        assertThat(facts.version()).isNotBlank();
        assertThat(facts.dataDirectory()).startsWith("/");
        assertThat(facts.cpus()).isPositive();
        assertThat(facts.memoryBytes()).isPositive();
        assertThat(engine().facts()).isEqualTo(facts);
    }

    @Test
    void imagesAreFoundOrNot() {
        assertThat(engine().findImage("box:latest")).isPresent();
        assertThat(engine().findImage("localhost:1/none:1")).isEmpty();
        assertThat(engine().architecture()).isNotEmpty();
    }

    @Test
    void anImageThatAContainerWasMadeFromIsInUseAndStays() {
        ImageFacts box = engine().findImage("box:latest").orElseThrow();
        engine().create(request("true"));

        assertThat(engine().images()).extracting(ImageFacts::id).contains(box.id());
        assertThat(box.tags()).contains("box:latest");
        assertThat(engine().imagesInUse()).contains(box.id());
        assertThat(engine().removeImage(box.id())).isFalse();
        assertThat(engine().removeImage("localhost:1/none:1")).isFalse();
        assertThat(engine().findImage("box:latest")).isPresent();
    }

    @Test
    void anImageThatCannotBeHadIsToldByThePull() {
        assertThatThrownBy(() -> engine().pull("localhost:1/none:1", null, new PullObserver() {
                    @Override
                    public void progress(PullProgress progress) {}

                    @Override
                    public void retried(String message) {}

                    @Override
                    public void started(Runnable breakOff) {}
                }))
                .isInstanceOf(ImagePullException.class)
                .hasMessageContaining("localhost:1/none:1");
    }

    @Test
    void aContainerIsMadeAndNotStarted() {
        ContainerRequest request = request("true");
        String id = engine().create(request);

        ContainerFacts facts = engine().inspect(id).orElseThrow();
        assertThat(facts.id()).isEqualTo(id);
        assertThat(facts.name()).isEqualTo(request.name());
        assertThat(facts.labels()).containsAllEntriesOf(request.labels());
        assertThat(facts.state()).isEqualTo(State.CREATED);
        assertThat(facts.exitCode()).isZero();
        assertThat(facts.startedAt()).isNull();
        assertThat(facts.finishedAt()).isNull();
        assertThat(facts.mounts()).isEmpty();
    }

    @Test
    void aTakenNameIsTold() {
        ContainerRequest request = request("true");
        engine().create(request);

        assertThatThrownBy(() -> engine().create(request)).isInstanceOf(NameTakenException.class);
        assertThat(engine().list(labels())).hasSize(1);
        assertThat(engine().create(request.named(request.name() + "-2"))).isNotBlank();
    }

    @Test
    void aMissingImageIsTold() {
        ContainerRequest other = request(
                new Program("localhost:1/none:1", List.of("true"), List.of(), Map.of(), null, null, true, false));

        assertThatThrownBy(() -> engine().create(other)).isInstanceOf(ImageMissingException.class);
    }

    @Test
    void whatTheEngineDoesNotTakeIsRefusedAndNothingIsMade() {
        assertThatThrownBy(() -> created()).isInstanceOf(EngineRefusalException.class);
        assertThat(engine().list(labels())).isEmpty();
    }

    @Test
    void aProgramThatIsMissingIsRefusedAtTheStart() {
        String id = engine().create(request(
                new Program("box:latest", List.of("nosuch"), List.of(), Map.of(), null, null, false, false)));

        EngineRefusalException refusal = catchThrowableOfType(EngineRefusalException.class, () -> engine().start(id));

        assertThat(refusal).hasMessageContaining("nosuch");
        assertThat(state(id)).isNotEqualTo(State.RUNNING);
    }

    @Test
    void aContainerRunsAndEnds() throws Exception {
        String id = up("sh", "-c", "trap 'exit 3' TERM; echo up; while true; do sleep 0.1; done");
        assertThat(state(id)).isEqualTo(State.RUNNING);
        assertThat(engine().inspect(id).orElseThrow().startedAt()).isNotNull();

        engine().stop(id, 60);

        ContainerFacts facts = engine().inspect(id).orElseThrow();
        assertThat(facts.state()).isEqualTo(State.ENDED);
        assertThat(facts.exitCode()).isEqualTo(3);
        assertThat(facts.outOfMemory()).isFalse();
        assertThat(facts.finishedAt()).isNotNull().isAfterOrEqualTo(facts.startedAt());
    }

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

    @Test
    void theNextExitIsSeenHoweverSoonItComes() throws Exception {
        String id = created("sh", "-c", "exit 5");
        try (ExitWatch watch = engine().watchNextExit(id)) {
            assertThat(watch.exitCode()).isNotDone();

            engine().start(id);

            assertThat(code(watch)).isEqualTo(5);
        }
    }

    @Test
    void whatIsNotRunningIsSeenAtOnce() throws Exception {
        String id = ended("sh", "-c", "exit 6");
        try (ExitWatch watch = engine().watchNotRunning(id)) {
            assertThat(code(watch)).isEqualTo(6);
        }
        String running = up(FOREVER);
        try (ExitWatch watch = engine().watchNotRunning(running)) {
            assertThat(watch.exitCode()).isNotDone();
            engine().kill(running);
            assertThat(code(watch)).isEqualTo(137);
        }
    }

    @Test
    void aWatchEndsWhenItsContainerIsRemoved() {
        String id = created("true");
        try (ExitWatch watch = engine().watchNextExit(id)) {
            engine().remove(id);

            await().atMost(LIMIT).until(watch.exitCode()::isDone);
        }
        assertThat(engine().inspect(id)).isEmpty();
    }

    @Test
    void aStopIsHeard() {
        String id = up("sh", "-c", "trap 'exit 4' TERM; echo up; while true; do sleep 0.1; done");

        assertThat(engine().stop(id, 60)).isTrue();
        assertThat(engine().inspect(id).orElseThrow().exitCode()).isEqualTo(4);
        assertThat(engine().stop(id, 60)).isFalse();
    }

    @Test
    void theStopSignalIsTheContainersOwn() {
        ContainerOptions options = new ContainerOptions(
                null, false, "SIGINT", ContainerOptions.DEFAULT.limits(), ContainerOptions.DEFAULT.privileges());
        String id = engine().create(request(
                options,
                List.of(),
                false,
                "sh",
                "-c",
                "trap 'exit 5' INT; trap '' TERM; echo up; while true; do sleep 0.1; done"));
        engine().start(id);
        await().atMost(LIMIT)
                .until(() -> output(engine().stored(id, false, false)).containsKey(LogSource.STDOUT));

        assertThat(engine().stop(id, 60)).isTrue();
        assertThat(engine().inspect(id).orElseThrow().exitCode()).isEqualTo(5);
    }

    @Test
    void whoDoesNotHearIsKilledAfterTheGrace() {
        String id = up(DEAF);

        assertThat(engine().stop(id, 1)).isTrue();
        assertThat(engine().inspect(id).orElseThrow())
                .extracting(ContainerFacts::state, ContainerFacts::exitCode)
                .containsExactly(State.ENDED, 137);
    }

    @Test
    void aKillIsAKill() {
        String id = up(DEAF);

        engine().kill(id);

        await().atMost(LIMIT).until(() -> state(id), State.ENDED::equals);
        assertThat(engine().inspect(id).orElseThrow().exitCode()).isEqualTo(137);
        engine().kill(id);
    }

    @Test
    void onlyWhatHasEndedIsRemoved() {
        String id = up(FOREVER);

        assertThatThrownBy(() -> engine().remove(id)).isInstanceOf(EngineRefusalException.class);
        assertThat(state(id)).isEqualTo(State.RUNNING);

        engine().stop(id, 0);
        engine().remove(id);

        assertThat(engine().inspect(id)).isEmpty();
        assertThat(engine().list(labels())).isEmpty();
        engine().remove(id);
    }

    @Test
    void whatIsGoneIsToldOrMattersNot() {
        String id = created("true");
        engine().remove(id);

        assertThat(engine().inspect(id)).isEmpty();
        assertThat(engine().sample(id)).isEmpty();
        assertThat(engine().stop(id, 0)).isFalse();
        engine().kill(id);
        engine().remove(id);
        assertThatThrownBy(() -> engine().start(id)).isInstanceOf(NoSuchContainerException.class);
        assertThatThrownBy(() -> engine().attach(id, false)).isInstanceOf(NoSuchContainerException.class);
        assertThatThrownBy(() -> engine().stored(id, false, false)).isInstanceOf(NoSuchContainerException.class);
        assertThatThrownBy(() -> engine().watchNextExit(id)).isInstanceOf(NoSuchContainerException.class);
        assertThatThrownBy(() -> engine().watchNotRunning(id)).isInstanceOf(NoSuchContainerException.class);
    }

    @Test
    void listsAreByAllLabelsAndInAnyState() throws Exception {
        String created = created("true");
        String running = up(FOREVER);
        String ended = ended("true");

        assertThat(engine().list(Map.of("contract", run, "number", "one")))
                .extracting(ContainerFacts::id)
                .containsExactlyInAnyOrder(created, running, ended);
        assertThat(engine().list(labels()))
                .extracting(ContainerFacts::state)
                .containsExactlyInAnyOrder(State.CREATED, State.RUNNING, State.ENDED);
        assertThat(engine().list(labels()))
                .allSatisfy(listed -> assertThat(listed.labels()).containsAllEntriesOf(labels()));
        assertThat(engine().list(Map.of("contract", run, "number", "two"))).isEmpty();
    }

    @Test
    void onlyARunningContainerUsesAnything() throws Exception {
        String running = up(FOREVER);

        Optional<ContainerSample> sample = engine().sample(running);

        assertThat(sample).isPresent();
        assertThat(sample.get().memoryBytes()).isPositive();
        assertThat(engine().sample(ended("true"))).isEmpty();
    }

    @Test
    void mountsAreAsTheyWereAskedFor() {
        BindMount mount = new BindMount("/tmp", "/in", true);

        String id = engine().create(request(ContainerOptions.DEFAULT, List.of(mount), false, "true"));

        assertThat(engine().inspect(id).orElseThrow().mounts()).containsExactly(mount);
    }

    @Test
    void aWitnessTellsOfAnEnd() throws Exception {
        Instant before = Instant.now().minusSeconds(1);
        String id = ended("sh", "-c", "exit 3");
        EngineWitness witness = engine().witness();

        await().atMost(LIMIT)
                .until(() -> witness.events(id, before).stream()
                        .anyMatch(event -> event.action().equals("die") && Objects.equals(event.exitCode(), 3)));
        assertThat(witness.events(id, before))
                .extracting(ContainerEvent::action)
                .containsSubsequence("create", "start");
        assertThat(witness.description(id)).containsEntry("Id", id);
        assertThat(witness.takesCalls()).isTrue();
        engine().remove(id);
        assertThat(witness.description(id)).isEmpty();
    }
}
