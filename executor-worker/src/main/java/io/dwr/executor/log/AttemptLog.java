package io.dwr.executor.log;

import io.dwr.executor.engine.ContainerOutput;
import io.dwr.model.executor.HeldAttempt;
import io.dwr.model.log.LogLine;
import io.dwr.model.log.LogSource;
import io.dwr.redis.log.JobLogStore;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Optional;

/**
 * The log of one attempt, from its opening line to its closing one. Output is read live, or again from what the engine
 * has stored, then without what was taken before.
 */
public final class AttemptLog {
    private static final StreamPosition NONE = StreamPosition.START;

    private final LogShipper shipper;
    private final InstantSource clock;
    private final boolean terminal;
    private final InitLine initLine;
    private final boolean ended;
    private boolean begun;
    private StreamPosition stdout;
    private StreamPosition stderr;
    private LineSplitter stdoutLines;
    private LineSplitter stderrLines;

    private AttemptLog(
            JobLogStore store,
            HeldAttempt attempt,
            JobLogStore.Position from,
            boolean terminal,
            boolean init,
            InstantSource clock) {
        OutputPosition position = OutputPosition.parse(from.position());
        this.shipper = new LogShipper(store, attempt, from.nextSequence(), position);
        this.clock = clock;
        this.terminal = terminal;
        this.begun = from.nextSequence() > 0;
        this.ended = position.ended();
        this.stdout = position.stdout();
        this.stderr = position.stderr();
        this.stdoutLines = new LineSplitter(LogSource.STDOUT, terminal, stdout, clock);
        this.stderrLines = new LineSplitter(LogSource.STDERR, terminal, stderr, clock);
        this.initLine = new InitLine(init && stdout.equals(NONE) && stderr.equals(NONE));
    }

    /** The log of an attempt from where an earlier process left it, if there was one. */
    public static AttemptLog open(
            JobLogStore store,
            HeldAttempt attempt,
            JobLogStore.Position from,
            boolean terminal,
            boolean init,
            InstantSource clock) {
        return new AttemptLog(store, attempt, from, terminal, init, clock);
    }

    /** Whether an earlier process wrote the closing line. */
    public boolean isEnded() {
        return ended;
    }

    /** Writes the opening line unless it is written already. */
    public void begin(String opening) throws InterruptedException {
        if (!begun) {
            begun = true;
            system(opening);
        }
    }

    public void system(String text) throws InterruptedException {
        shipper.ship(new SplitLine(new LogLine(clock.instant(), LogSource.SYSTEM, false, text), NONE, text.length()));
    }

    /** Reads output that was opened before its container started, to its end. */
    public void readLive(ContainerOutput output) throws IOException, InterruptedException {
        output.readAll(this::split);
    }

    /** Reads output from its beginning, and takes what is new. */
    public void readStored(ContainerOutput output) throws IOException, InterruptedException {
        stdoutLines = new LineSplitter(LogSource.STDOUT, terminal, stdout, clock);
        stderrLines = new LineSplitter(LogSource.STDERR, terminal, stderr, clock);
        StoredSkip knownStdout = new StoredSkip(stdout);
        StoredSkip knownStderr = new StoredSkip(stderr);
        output.readAll((stream, bytes, offset, length) -> {
            StoredSkip skip = stream == LogSource.STDERR ? knownStderr : knownStdout;
            int known = skip.known(bytes, offset, length);
            split(stream, bytes, offset + known, length - known);
        });
        if (knownStdout.fellShort() || knownStderr.fellShort()) {
            system("the engine has dropped the beginning of this output: lines may be missing here");
        }
    }

    private void split(LogSource stream, byte[] bytes, int offset, int length) throws InterruptedException {
        if (length == 0) {
            return;
        }
        LineSplitter splitter = stream == LogSource.STDERR ? stderrLines : stdoutLines;
        splitter.accept(bytes, offset, length, this::ship);
    }

    /** A line counts as taken once it is in the queue, so that whoever reads again after an interruption takes it. */
    private void ship(SplitLine line) throws InterruptedException {
        for (SplitLine passed : initLine.pass(line)) {
            shipper.ship(passed);
        }
        if (line.line().source() == LogSource.STDERR) {
            stderr = line.after();
        } else {
            stdout = line.after();
        }
    }

    /** No output comes any more: lines without a newline go out. */
    public void endOutput() throws InterruptedException {
        stdoutLines.finish(this::ship);
        stderrLines.finish(this::ship);
    }

    /** Whether the store holds the reading back. */
    public boolean isHeldBack() {
        return shipper.isHeldBack();
    }

    /** What the small init said instead of any output of the program, if it did: then no program ran. */
    public Optional<String> initFailure() {
        return initLine.failure();
    }

    /** Lets the init's line out after all, since a program said it. */
    public void keepInitLine() throws InterruptedException {
        for (SplitLine held : initLine.release()) {
            shipper.ship(held);
        }
    }

    /** Writes the closing line and returns when all is stored. */
    public void close(String closing) throws InterruptedException {
        if (!ended) {
            shipper.ship(new SplitLine(
                    new LogLine(clock.instant(), LogSource.SYSTEM, false, closing),
                    EndMark.POSITION,
                    closing.length()));
        }
        shipper.close();
    }
}
