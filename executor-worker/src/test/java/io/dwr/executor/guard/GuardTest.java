package io.dwr.executor.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.dwr.executor.engine.ContainerFacts;
import io.dwr.executor.engine.ContainerFacts.State;
import io.dwr.executor.engine.SmallContainer;
import io.dwr.executor.engine.docker.DockerContainerEngine;
import io.dwr.executor.engine.docker.TestEngine;
import io.dwr.service.ServiceManager;
import io.dwr.test.NoticeListener;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The guard as the process that it is, with contact files written by hand. */
class GuardTest {
    private static final long LIMIT_MILLIS = 3000;

    /** Longer than any pause of a busy machine. */
    private static final long PATIENT_MILLIS = 60_000;

    private static final Duration LONG = Duration.ofSeconds(60);

    @TempDir
    Path state;

    private final String cluster = "test-" + UUID.randomUUID().toString().substring(0, 8);
    private final String silentJob = UUID.randomUUID().toString();
    private final String liveJob = UUID.randomUUID().toString();
    private final DockerContainerEngine engine = new DockerContainerEngine(TestEngine.host(), 4);
    private final Map<String, String> environment = new HashMap<>();
    private Process guard;

    @BeforeEach
    void startGuard() throws IOException {
        guard = launch(state.toString());
    }

    @AfterEach
    void clean() {
        guard.destroyForcibly().onExit().join();
        for (ContainerFacts container : engine.list(Map.of("dwr.cluster", cluster))) {
            engine.kill(container.id());
            engine.remove(container.id());
        }
        engine.close();
    }

    private Process launch(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx16m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                placeOf(Guard.class) + File.pathSeparator + placeOf(ServiceManager.class),
                Guard.class.getName()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(environment);
        return builder.redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        state.resolve("guard.log").toFile()))
                .start();
    }

    private static String placeOf(Class<?> type) {
        return type.getProtectionDomain().getCodeSource().getLocation().getPath();
    }

    private String run(String job, Map<String, String> extra) {
        Map<String, String> labels = new HashMap<>(extra);
        labels.putAll(Map.of("dwr.cluster", cluster, "dwr.executor", "alpha", "dwr.job", job, "dwr.attempt", "1"));
        String id = engine.create(SmallContainer.of("dwr-" + job + "-1", labels, "sleep", "600"));
        engine.start(id);
        return id;
    }

    private void contact(long pid, long written, Map<String, Long> contacts) throws IOException {
        contact(TestEngine.host().toString(), LIMIT_MILLIS, pid, written, contacts);
    }

    private void contact(String host, long limit, long pid, long written, Map<String, Long> contacts)
            throws IOException {
        contact(state, host, limit, pid, written, contacts);
    }

    private void contact(Path directory, String host, long limit, long pid, long written, Map<String, Long> contacts)
            throws IOException {
        new ContactFile(
                        KernelClock.bootId(),
                        written,
                        limit,
                        pid,
                        KernelClock.startTicks(pid).orElse("0"),
                        host,
                        cluster,
                        "alpha",
                        contacts)
                .write(directory.resolve("contact"));
    }

    private State stateOf(String id) {
        return engine.inspect(id).orElseThrow().state();
    }

    @Test
    void onlyTheSilentAttemptIsKilledWhileTheWorkerLives() throws Exception {
        String silent = run(silentJob, Map.of());
        String live = run(liveJob, Map.of());

        untilOneIsKilled(silent);

        assertThat(stateOf(live)).isEqualTo(State.RUNNING);
        assertThat(state.resolve("guard-killed/" + silentJob + ".1")).exists();
        assertThat(state.resolve("guard-killed/" + liveJob + ".1")).doesNotExist();
        assertThat(guard.isAlive()).isTrue();
    }

    /** A worker lives and hears of all but one; and two seconds more, for what the guard does beside. */
    private void untilOneIsKilled(String silent) throws IOException, InterruptedException {
        String host = TestEngine.host().toString();
        long self = ProcessHandle.current().pid();
        int more = 2;
        for (int second = 0; second < LONG.toSeconds() && more > 0; second++) {
            long now = KernelClock.uptimeMillis();
            contact(host, PATIENT_MILLIS, self, now, Map.of(silentJob + ".1", 0L, liveJob + ".1", now));
            Thread.sleep(1000);
            more -= stateOf(silent) == State.ENDED ? 1 : 0;
        }
        assertThat(stateOf(silent)).isEqualTo(State.ENDED);
    }

    /** Frozen, the worker writes nothing more: the last contact counts, not the last breath. */
    @Test
    void aFrozenWorkerCannotKeepItsContainersAlive() throws Exception {
        String container = run(silentJob, Map.of());
        Process frozen = new ProcessBuilder("sleep", "600").start();
        try {
            long now = KernelClock.uptimeMillis();
            contact(frozen.pid(), now, Map.of(silentJob + ".1", now));

            assertThat(stateOf(container)).isEqualTo(State.RUNNING);
            await().atMost(LONG).until(() -> stateOf(container) == State.ENDED);
            assertThat(KernelClock.uptimeMillis() - now).isGreaterThan(LIMIT_MILLIS - 200);
        } finally {
            frozen.destroyForcibly();
        }
    }

    @Test
    void itLeavesWhenTheWorkerIsGoneAndNothingRuns() throws Exception {
        String container = run(silentJob, Map.of());
        Process worker = new ProcessBuilder("sleep", "600").start();
        contact(worker.pid(), KernelClock.uptimeMillis(), Map.of(silentJob + ".1", KernelClock.uptimeMillis()));
        worker.destroyForcibly().waitFor();

        await().atMost(LONG).until(() -> !guard.isAlive());

        assertThat(stateOf(container)).isEqualTo(State.ENDED);
        assertThat(guard.exitValue()).isZero();
    }

    /** The engine goes on with a start whose asker has died. */
    @Test
    void aStartThatWasUnderWayIsWaitedFor() throws Exception {
        Process worker = new ProcessBuilder("sleep", "600").start();
        long pid = worker.pid();
        contact(TestEngine.host().toString(), 10_000, pid, KernelClock.uptimeMillis(), Map.of());
        worker.destroyForcibly().waitFor();
        await().atMost(LONG).until(() -> Files.exists(state.resolve("guard.pid")));
        Thread.sleep(2500);

        String late = run(silentJob, Map.of());

        await().atMost(LONG).until(() -> stateOf(late) == State.ENDED);
    }

    /** As a service beside executors that come and go in one folder, which it outlives. */
    @Test
    void everyExecutorInAFolderIsGuarded() throws Exception {
        guard.destroyForcibly().waitFor();
        guard = launch("--each", state.toString());
        String host = TestEngine.host().toString();
        String silent = run(silentJob, Map.of());
        for (String number : List.of("1", "2")) {
            Files.writeString(Files.createDirectories(state.resolve(number)).resolve("lock"), "held");
            long now = KernelClock.uptimeMillis();
            contact(state.resolve(number), host, 60_000, ProcessHandle.current().pid(), now, Map.of());
        }
        Path second = state.resolve("2");
        await().atMost(LONG)
                .until(() -> Files.exists(second.resolve("guard.pid")) && Files.exists(state.resolve("1/guard.pid")));
        assertThat(stateOf(silent)).isEqualTo(State.RUNNING);

        contact(second, host, LIMIT_MILLIS, 1, KernelClock.uptimeMillis(), Map.of(silentJob + ".1", 0L));

        await().atMost(LONG).until(() -> stateOf(silent) == State.ENDED);
        assertThat(second.resolve("guard-killed/" + silentJob + ".1")).exists();
        assertThat(guard.isAlive()).isTrue();
    }

    @Test
    void aDiskThatTakesNoNoteKeepsNothingAlive() throws Exception {
        Files.writeString(state.resolve("guard-killed"), "a file is no directory");
        String container = run(silentJob, Map.of());
        long now = KernelClock.uptimeMillis();
        contact(ProcessHandle.current().pid(), now, Map.of(silentJob + ".1", now - LIMIT_MILLIS - 500));

        await().atMost(LONG).until(() -> stateOf(container) == State.ENDED);
    }

    /** An engine may hang on some containers alone. */
    @Test
    void killsThatHangSpareNoOther() throws Exception {
        String hanging = "a".repeat(60);
        String other = "b".repeat(64);
        List<String> ids = new ArrayList<>();
        for (int number = 1000; number < 1020; number++) {
            ids.add(hanging + number);
        }
        ids.add(other);
        Set<String> killed = ConcurrentHashMap.newKeySet();
        CompletableFuture<Void> over = new CompletableFuture<>();
        HttpServer hung = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        hung.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        hung.createContext("/", exchange -> {
            String path = exchange.getRequestURI().getPath();
            if (path.contains(hanging)) {
                over.join();
            }
            killed.add(path.replaceAll("/containers/|/kill", ""));
            byte[] list = ids.stream()
                    .map(id -> "{\"Id\":\"" + id + "\",\"Names\":[]}")
                    .collect(Collectors.joining(",", "[", "]"))
                    .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, list.length);
            exchange.getResponseBody().write(list);
            exchange.close();
        });
        hung.start();
        try {
            contact("tcp://127.0.0.1:" + hung.getAddress().getPort(), LIMIT_MILLIS, 1, 0, Map.of());

            await().atMost(LONG).until(() -> killed.contains(other));
        } finally {
            over.complete(null);
            hung.stop(0);
        }
    }

    @Test
    void oneGuardIsEnough() throws Exception {
        await().atMost(LONG).until(() -> Files.exists(state.resolve("guard.pid")));

        Process second = launch(state.toString());

        assertThat(second.waitFor()).isZero();
        assertThat(guard.isAlive()).isTrue();
    }

    /** As a service of its own it outlives every worker, and takes over from a guard that an earlier one started. */
    @Test
    void asAServiceItWaitsForAnEarlierGuardAndStays() throws Exception {
        try (NoticeListener listener =
                NoticeListener.open(state.resolve("notify").toString())) {
            environment.put("NOTIFY_SOCKET", listener.address());
            await().atMost(LONG).until(() -> Files.exists(state.resolve("guard.pid")));
            Process service = launch(state.toString(), "--stay");
            try {
                await().atMost(LONG).until(() -> listener.notices().contains("WATCHDOG=1"));
                assertThat(listener.notices().getFirst()).isEqualTo("READY=1\nSTATUS=guards " + state);
                assertThat(guardPid()).isEqualTo(guard.pid());

                guard.destroyForcibly().waitFor();

                await().atMost(LONG).until(() -> guardPid() == service.pid());
                String container = run(silentJob, Map.of());
                contact(1, 0, Map.of());
                await().atMost(LONG).until(() -> stateOf(container) == State.ENDED);
                int told = listener.notices().size();
                await().atMost(LONG).until(() -> listener.notices().size() > told + 3);
                assertThat(service.isAlive()).isTrue();
            } finally {
                service.destroyForcibly().waitFor();
            }
        }
    }

    private long guardPid() throws IOException {
        return Long.parseLong(Files.readString(state.resolve("guard.pid")).strip());
    }

    /** A user cannot make the guard kill another's container by labels that look like an answer of the engine. */
    @Test
    void labelsOfUsersNameNoContainer() throws Exception {
        String victim = run(liveJob, Map.of());
        String silent = run(silentJob, Map.of("Id", victim, "x", "{\"Id\":\"" + victim + "\",\"Names\":["));

        untilOneIsKilled(silent);

        assertThat(stateOf(victim)).isEqualTo(State.RUNNING);
    }
}
