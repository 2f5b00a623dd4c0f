package io.dwr.executor.engine;

import io.dwr.executor.engine.ContainerFacts.State;
import io.dwr.model.job.Signals;
import io.dwr.model.log.LogSource;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One container of the {@link InMemoryEngine}: what its program wrote, how it stands, who waits for it. */
final class InMemoryContainer {
    static final String KILL = "KILL";

    private final String id;
    private final ContainerRequest request;
    private final List<Chunk> written = new ArrayList<>();
    private final List<ContainerEvent> events = new ArrayList<>();
    private final List<String> signals = new ArrayList<>();
    private final CompletableFuture<Integer> exit = new CompletableFuture<>();
    private State state = State.CREATED;
    private int exitCode;
    private boolean removed;
    private @Nullable Instant startedAt;
    private @Nullable Instant finishedAt;

    /** Bytes that were written at once. */
    private record Chunk(LogSource stream, byte[] bytes) {}

    InMemoryContainer(String id, ContainerRequest request) {
        this.id = id;
        this.request = request;
        note("create", null, null);
    }

    private void note(String action, @Nullable String signal, @Nullable Integer code) {
        events.add(new ContainerEvent(Instant.now(), action, signal, code));
    }

    synchronized List<ContainerEvent> events() {
        return List.copyOf(events);
    }

    ContainerRequest request() {
        return request;
    }

    synchronized ContainerFacts facts() {
        return new ContainerFacts(
                id,
                request.name(),
                request.labels(),
                state,
                exitCode,
                false,
                "",
                startedAt,
                finishedAt,
                request.mounts(),
                stopSignal());
    }

    synchronized ContainerFacts listed() {
        return new ContainerFacts(id, request.name(), request.labels(), state, 0, false, "", null, null);
    }

    synchronized void start() {
        if (state != State.CREATED) {
            return;
        }
        InMemoryProgram program = new InMemoryProgram(this);
        program.check();
        state = State.RUNNING;
        startedAt = Instant.now();
        note("start", null, null);
        Thread.ofVirtual().name("in-memory-" + id).start(() -> ended(program.run()));
    }

    private void ended(int code) {
        synchronized (this) {
            state = State.ENDED;
            exitCode = code;
            note("die", null, code);
            finishedAt = Instant.now();
            notifyAll();
        }
        exit.complete(code);
    }

    private String stopSignal() {
        return Objects.requireNonNullElse(request.options().stopSignal(), Signals.TERM);
    }

    boolean stop(int graceSeconds) {
        synchronized (this) {
            if (state != State.RUNNING) {
                return false;
            }
        }
        signal(stopSignal().replace("SIG", ""));
        try {
            exit.copy().orTimeout(graceSeconds, TimeUnit.SECONDS).join();
        } catch (RuntimeException deaf) {
            kill();
        }
        return true;
    }

    void kill() {
        synchronized (this) {
            if (state != State.RUNNING) {
                return;
            }
        }
        signal(KILL);
        exit.join();
    }

    synchronized void removed() {
        removed = true;
        exit.complete(0);
        notifyAll();
    }

    CompletableFuture<Integer> nextExit() {
        return exit.copy();
    }

    synchronized CompletableFuture<Integer> notRunning() {
        return state == State.CREATED ? CompletableFuture.completedFuture(0) : exit.copy();
    }

    synchronized void signal(String name) {
        note("kill", "SIG" + name, null);
        signals.add(name);
        notifyAll();
    }

    /** The next signal that nobody has seen; waits for one. Null when none came in time. */
    synchronized @Nullable String nextSignal(long millis) throws InterruptedException {
        long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        while (signals.isEmpty()) {
            long left = TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime());
            if (left <= 0) {
                return null;
            }
            wait(left);
        }
        return signals.contains(KILL) ? KILL : signals.removeFirst();
    }

    synchronized void write(LogSource stream, String text) {
        String shown = request.program().tty() ? text.replace("\n", "\r\n") : text;
        written.add(
                new Chunk(request.program().tty() ? LogSource.STDOUT : stream, shown.getBytes(StandardCharsets.UTF_8)));
        notifyAll();
    }

    synchronized ContainerOutput outputFromNow() {
        return new Output(written.size(), true);
    }

    ContainerOutput outputFromStart(boolean follow) {
        return new Output(0, follow);
    }

    private final class Output implements ContainerOutput {
        private final boolean follow;
        private int next;
        private boolean closed;

        Output(int first, boolean follow) {
            this.next = first;
            this.follow = follow;
        }

        @Override
        public void readAll(Sink sink) throws InterruptedException {
            for (Chunk chunk = next(); chunk != null; chunk = next()) {
                sink.accept(chunk.stream(), chunk.bytes(), 0, chunk.bytes().length);
            }
        }

        private @Nullable Chunk next() throws InterruptedException {
            synchronized (InMemoryContainer.this) {
                while (follow && !closed && !removed && state != State.ENDED && next == written.size()) {
                    InMemoryContainer.this.wait();
                }
                if (closed || next == written.size()) {
                    return null;
                }
                next++;
                return written.get(next - 1);
            }
        }

        @Override
        public void close() {
            synchronized (InMemoryContainer.this) {
                closed = true;
                InMemoryContainer.this.notifyAll();
            }
        }
    }
}
