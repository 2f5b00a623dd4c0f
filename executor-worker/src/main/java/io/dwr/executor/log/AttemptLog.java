package io.dwr.executor.log;

import io.dwr.executor.engine.ContainerOutput;
import io.dwr.model.executor.HeldAttempt;
import io.dwr.model.log.LogLine;
import io.dwr.model.log.LogSource;
import io.dwr.redis.log.ExecutorLogStore;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Optional;

/**
 * The log of one attempt, from its opening line to its closing one. Output is read live, or again from what the engine
 * has stored, then without what was taken before.
 */
public final class AttemptLog {
    private static final StreamPosition NONE = StreamPosition.START;
    private static final String CUT =
            "the engine has dropped the beginning of this output: lines may be missing or doubled here";

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
            LogShipper shipper, OutputPosition position, boolean begun, AttemptLogs.Kind kind, InstantSource clock) {
        this.shipper = shipper;
        this.clock = clock;
        this.terminal = kind.terminal();
        this.begun = begun;
        this.ended = position.ended();
        this.stdout = position.stdout();
        this.stderr = position.stderr();
        this.stdoutLines = new LineSplitter(LogSource.STDOUT, terminal, stdout, clock);
        this.stderrLines = new LineSplitter(LogSource.STDERR, terminal, stderr, clock);
        this.initLine = new InitLine(kind.init() && stdout.equals(NONE) && stderr.equals(NONE));
    }

    /** The log of an attempt from where an earlier process left it, in the store and on disk, if there was one. */
    static AttemptLog open(
            ExecutorLogStore store, LogSpool spool, HeldAttempt attempt, AttemptLogs.Kind kind, InstantSource clock) {
        ExecutorLogStore.Position from = store.position(attempt.jobId(), attempt.attempt());
        OutputPosition stored = OutputPosition.parse(from.position());
        OutputPosition taken = spool.resume(from.nextSequence(), stored);
        boolean begun = from.nextSequence() > 0 || !spool.isEmpty();
        LogShipper shipper = new LogShipper(store, attempt, new LineQueue(spool, from.nextSequence()), stored);
        return new AttemptLog(shipper, taken, begun, kind, clock);
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
        shipper.ship(SplitLine.of(new LogLine(clock.instant(), LogSource.SYSTEM, false, text), NONE));
    }

    /** Reads output that was opened before its container started, to its end. */
    public void readLive(ContainerOutput output) throws IOException, InterruptedException {
        output.readAll(this::split);
    }

    /**
     * Reads output from its beginning in the engine's store, and takes what is new. What that store cannot give exactly is
     * marked.
     *
     * @param follows whether more is written meanwhile
     */
    public void readStored(ContainerOutput output, boolean follows) throws IOException, InterruptedException {
        stdoutLines = new LineSplitter(LogSource.STDOUT, terminal, stdout, clock);
        stderrLines = new LineSplitter(LogSource.STDERR, terminal, stderr, clock);
        StoredReading reading = new StoredReading(new StoredSkip(stdout), new StoredSkip(stderr), follows);
        output.readAll(reading);
        if (reading.fellShort() && !reading.markedCut) {
            mark(CUT);
        }
    }

    /** Writes that something is missing here, or may be. */
    public void mark(String text) throws InterruptedException {
        system(LogLine.MARK + text);
    }

    private final class StoredReading implements ContainerOutput.Sink {
        private final StoredSkip knownStdout;
        private final StoredSkip knownStderr;
        private final StoredDoubts doubts;
        private boolean markedCut;

        StoredReading(StoredSkip knownStdout, StoredSkip knownStderr, boolean follows) {
            this.knownStdout = knownStdout;
            this.knownStderr = knownStderr;
            this.doubts = new StoredDoubts(follows);
        }

        @Override
        public void accept(LogSource stream, byte[] bytes, int offset, int length) throws InterruptedException {
            StoredSkip skip = stream == LogSource.STDERR ? knownStderr : knownStdout;
            boolean wasCut = skip.isCut();
            int known = skip.known(bytes, offset, length);
            if (skip.isCut() && !markedCut) {
                markedCut = true;
                mark(CUT);
            }
            int whole = skip.ofWholeLines();
            if (doubts.findsReplaced(bytes, offset + whole, length - whole)) {
                mark("the engine's store replaces bytes that are no UTF-8: from here on they are shown as it has them");
            }
            if (doubts.findsNewFile(bytes, offset, length)) {
                mark("the engine begins a new file of its store: lines may be missing or doubled from here on");
            }
            if (skip.isCut() && !wasCut) {
                split(stream, skip.heldBack(), 0, skip.heldBack().length);
            }
            split(stream, bytes, offset + known, length - known);
        }

        boolean fellShort() {
            return knownStdout.fellShort() || knownStderr.fellShort();
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
            shipper.ship(
                    SplitLine.of(new LogLine(clock.instant(), LogSource.SYSTEM, false, closing), EndMark.POSITION));
        }
        shipper.close();
    }
}
