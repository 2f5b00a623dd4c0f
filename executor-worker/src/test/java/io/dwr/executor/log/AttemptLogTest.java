package io.dwr.executor.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dwr.executor.attempt.FakeJobLogStore;
import io.dwr.executor.engine.ContainerOutput;
import io.dwr.model.executor.HeldAttempt;
import io.dwr.model.job.JobId;
import io.dwr.model.log.LogLine;
import io.dwr.model.log.LogSource;
import io.dwr.redis.ledger.LedgerUnavailableException;
import io.dwr.redis.log.JobLogStore;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AttemptLogTest {
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.EPOCH);
    private static final HeldAttempt ATTEMPT = new HeldAttempt(new JobId("01890000-0000-7000-8000-000000000001"), 1);

    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final FakeJobLogStore store = new FakeJobLogStore();

    @TempDir
    Path directory;

    private AttemptLog open() {
        return open(store, 0);
    }

    private AttemptLog open(JobLogStore seen, long spoolBytes) {
        LogSpools spools = new LogSpools(directory.resolve("spool"), spoolBytes, 64 << 20, Instant.EPOCH);
        return new AttemptLogs(seen, spools, CLOCK).open(ATTEMPT, new AttemptLogs.Kind(false, true));
    }

    private List<String> texts() {
        return store.of(ATTEMPT.jobId()).stream().map(LogLine::text).toList();
    }

    private static ContainerOutput output(String... pieces) {
        return new ContainerOutput() {
            @Override
            public void readAll(Sink sink) throws IOException, InterruptedException {
                for (String piece : pieces) {
                    LogSource stream = piece.startsWith("err:") ? LogSource.STDERR : LogSource.STDOUT;
                    byte[] bytes = piece.replace("err:", "").getBytes(StandardCharsets.UTF_8);
                    sink.accept(stream, bytes, 0, bytes.length);
                }
            }

            @Override
            public void close() {}
        };
    }

    @Test
    void theNextProcessGoesOnWhereThisOneStopped() throws Exception {
        AttemptLog first = open();
        first.begin("begins");
        first.begin("begins");
        first.readLive(output("one\ntw", "err:e1\n", "o\nthr"));
        await().atMost(LIMIT).until(() -> texts().size() == 4);

        AttemptLog second = open();
        second.begin("begins");
        second.readStored(output("one\ntwo\n", "err:e1\ne2\n", "three\n"), false);
        second.endOutput();
        second.close("ends");

        assertThat(texts()).containsExactly("begins", "one", "e1", "two", "e2", "three", "ends");
    }

    /** Case 125. */
    @Test
    void whatAFullStoreRefusesIsLeftOutAndTheEndIsWritten() throws Exception {
        AttemptLog attempt = open();
        attempt.readLive(output("one\n"));
        await().atMost(LIMIT).until(() -> texts().size() == 1);
        store.full = true;

        attempt.readLive(output("two\nthree\n"));
        attempt.endOutput();
        attempt.close("ends");

        assertThat(texts()).containsExactly("one", "ends");
        assertThat(store.missing()).isEqualTo(2);
        assertThat(open().isEnded()).isTrue();
    }

    @Test
    void aStoreThatHasMemoryAgainGoesOn() throws Exception {
        AttemptLog attempt = open();
        store.full = true;
        attempt.readLive(output("one\n"));
        await().atMost(LIMIT).until(() -> store.refused() == 1);
        store.full = false;

        attempt.readLive(output("two\n"));
        attempt.close("ends");

        assertThat(texts()).containsExactly("two", "ends");
        assertThat(store.missing()).isEqualTo(1);
    }

    @Test
    void theClosingLineIsWrittenOnce() throws Exception {
        AttemptLog first = open();
        first.close("ends");
        AttemptLog second = open();

        assertThat(second.isEnded()).isTrue();
        second.close("ends");

        assertThat(texts()).containsExactly("ends");
    }

    private static final String CUT =
            "[dwr] the engine has dropped the beginning of this output: lines may be missing or doubled here";

    private AttemptLog continuedAfter(String... pieces) throws Exception {
        AttemptLog first = open();
        first.readLive(output(pieces));
        await().atMost(LIMIT).until(() -> texts().size() == pieces.length);
        return open();
    }

    @Test
    void aStoreThatLostItsBeginningGivesAllThatItHas() throws Exception {
        AttemptLog second = continuedAfter("one\n", "two\n", "three\n");
        second.readStored(output("th", "ree\nfour\n"), false);
        second.close("ends");

        assertThat(texts()).containsExactly("one", "two", "three", CUT, "three", "four", "ends");
    }

    @Test
    void aStoreThatIsShorterThanItWasIsMarked() throws Exception {
        AttemptLog second = continuedAfter("one\n", "two\n", "three\n");
        second.readStored(output("one\n"), false);
        second.close("ends");

        assertThat(texts()).containsExactly("one", "two", "three", CUT, "ends");
    }

    @Test
    void aPositionThatSaysNothingOfTheBeginningIsTrusted() throws Exception {
        assertThat(OutputPosition.parse("3,0,0,0,false"))
                .isEqualTo(new OutputPosition(new StreamPosition(3, 0, 0), StreamPosition.START, false));
        OutputPosition position = new OutputPosition(new StreamPosition(3, 4, 5), new StreamPosition(6, 7, 8), true);
        assertThat(OutputPosition.parse(position.stored())).isEqualTo(position);
    }

    /** The engine's store replaces what is no UTF-8, at the beginning of a stream, too. */
    @Test
    void bytesThatTheStoreReplacedAreMarkedWhereTheyAreNew() throws Exception {
        AttemptLog first = open();
        ContainerOutput live = outputOf(new byte[] {(byte) 0xFF, 'a', '\n'});
        first.readLive(live);
        await().atMost(LIMIT).until(() -> texts().size() == 1);

        AttemptLog second = open();
        second.readStored(output("\uFFFDa\nb\n", "c\uFFFD", "\uFFFD\nd\n"), true);
        second.close("ends");

        assertThat(texts())
                .containsExactly(
                        "\udcffa",
                        "b",
                        "[dwr] the engine's store replaces bytes that are no UTF-8: from here on they are shown as it"
                                + " has them",
                        "c\uFFFD\uFFFD",
                        "d",
                        "ends");
    }

    @Test
    void aNewFileOfTheStoreIsMarkedWhileItIsFollowed() throws Exception {
        String escapedInJson = ("<".repeat((1 << 16) - 1) + "\n").repeat(16);
        AttemptLog followed = open();
        followed.readStored(
                output(Stream.generate(() -> escapedInJson).limit(11).toArray(String[]::new)), true);
        followed.close("ends");

        assertThat(texts().stream().filter(text -> text.startsWith("[dwr] the engine begins a new file")))
                .hasSize(1);
        assertThat(texts()).hasSize(11 * 16 + 2);
    }

    private static ContainerOutput outputOf(byte[] bytes) {
        return new ContainerOutput() {
            @Override
            public void readAll(Sink sink) throws InterruptedException {
                sink.accept(LogSource.STDOUT, bytes, 0, bytes.length);
            }

            @Override
            public void close() {}
        };
    }

    private static final int MANY = 5000;

    /** Reads many lines on a thread of its own, as the output of a container. */
    private static Thread reading(AttemptLog log, AtomicInteger read) {
        return Thread.ofVirtual().start(() -> {
            try {
                for (int number = 0; number < MANY; number++) {
                    log.readLive(output(line(number)));
                    read.incrementAndGet();
                }
            } catch (IOException | InterruptedException broken) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private static String line(int number) {
        return number + "x".repeat(995) + "\n";
    }

    private static List<String> manyTexts(String last) {
        return Stream.concat(
                        IntStream.range(0, MANY).mapToObj(number -> line(number).strip()), Stream.of(last))
                .toList();
    }

    private void goesOnInOrder(AttemptLog log, Thread reader) throws InterruptedException {
        store.away = false;
        reader.join();
        log.endOutput();
        log.close("ends");
        assertThat(texts()).isEqualTo(manyTexts("ends"));
    }

    private long spooledBytes() throws IOException {
        try (Stream<Path> files = Files.list(directory.resolve("spool"))) {
            return files.mapToLong(file -> file.toFile().length()).sum();
        }
    }

    @Test
    void withoutASpoolTheContainerIsHeldBackAndNothingIsLost() throws Exception {
        AttemptLog log = open();
        store.away = true;
        AtomicInteger read = new AtomicInteger();
        Thread reader = reading(log, read);
        await().atMost(LIMIT).until(log::isHeldBack);
        Thread.sleep(200);
        assertThat(read.get()).isLessThan(900);

        goesOnInOrder(log, reader);
    }

    @Test
    void whileRedisIsAwayOutputGoesToDiskAndNothingIsLost() throws Exception {
        AttemptLog log = open(store, 64 << 20);
        store.away = true;
        AtomicInteger read = new AtomicInteger();
        Thread reader = reading(log, read);
        await().atMost(LIMIT).until(() -> read.get() == MANY);
        assertThat(log.isHeldBack()).isFalse();
        assertThat(spooledBytes()).isGreaterThan(MANY * 1000L);

        goesOnInOrder(log, reader);
        assertThat(spooledBytes()).isZero();
    }

    @Test
    void aFullSpoolHoldsTheContainerBack() throws Exception {
        AttemptLog log = open(store, 2 << 20);
        store.away = true;
        AtomicInteger read = new AtomicInteger();
        Thread reader = reading(log, read);
        await().atMost(LIMIT).until(log::isHeldBack);
        assertThat(spooledBytes()).isBetween(1L << 20, 2L << 20);
        assertThat(read.get()).isLessThan(MANY);

        goesOnInOrder(log, reader);
    }

    /** Case 113. */
    @Test
    void aDiskThatTakesNothingHoldsTheContainerBackAndCostsNoLine() throws Exception {
        Files.writeString(directory.resolve("spool"), "no directory");
        AttemptLog log = open(store, 64 << 20);
        store.away = true;
        Thread reader = reading(log, new AtomicInteger());
        await().atMost(LIMIT).until(log::isHeldBack);

        goesOnInOrder(log, reader);
    }

    /** The worker dies while Redis is away; the engine has all that the container wrote, and more than is on disk. */
    @Test
    void theNextProcessFindsOnDiskWhatTheStoreLacks() throws Exception {
        AtomicBoolean dead = new AtomicBoolean();
        AttemptLog first = open(mortal(dead), 64 << 20);
        first.readLive(output("\u00e9\n"));
        await().atMost(LIMIT).until(() -> texts().size() == 1);
        dead.set(true);
        AtomicInteger read = new AtomicInteger();
        reading(first, read).join();
        assertThat(read.get()).isEqualTo(MANY);

        AttemptLog second = open(store, 64 << 20);
        String[] engine = Stream.concat(
                        Stream.of("\u00e9\n"),
                        Stream.concat(IntStream.range(0, MANY).mapToObj(AttemptLogTest::line), Stream.of("later\n")))
                .toArray(String[]::new);
        second.readStored(output(engine), false);
        second.endOutput();
        second.close("ends");

        assertThat(texts()).startsWith("\u00e9").hasSize(MANY + 3);
        assertThat(texts().subList(1, MANY + 1)).isEqualTo(manyTexts("").subList(0, MANY));
        assertThat(texts().subList(MANY + 1, MANY + 3)).containsExactly("later", "ends");
        assertThat(spooledBytes()).isZero();
    }

    @Test
    void whatTheDiskLosesIsMarkedAndTheLogGoesOn() throws Exception {
        AttemptLog log = open(store, 64 << 20);
        store.away = true;
        AtomicInteger read = new AtomicInteger();
        Thread reader = reading(log, read);
        await().atMost(LIMIT).until(() -> read.get() == MANY);
        reader.join();
        try (Stream<Path> files = Files.list(directory.resolve("spool"))) {
            Path spool = files.findFirst().orElseThrow();
            try (FileChannel file = FileChannel.open(spool, StandardOpenOption.WRITE)) {
                file.truncate(3 << 20);
            }
        }
        store.mayMiss = true;
        store.away = false;
        log.endOutput();
        log.close("ends");

        assertThat(texts()).last().isEqualTo("ends");
        assertThat(store.missing()).isPositive();
        assertThat(texts().size() - 1 + store.missing()).isEqualTo(MANY);
        assertThat(texts().subList(0, 1000)).isEqualTo(manyTexts("").subList(0, 1000));
    }

    /** The store as a process sees it that dies: it answers no more. */
    private JobLogStore mortal(AtomicBoolean dead) {
        return (JobLogStore) Proxy.newProxyInstance(
                JobLogStore.class.getClassLoader(), new Class<?>[] {JobLogStore.class}, (self, method, arguments) -> {
                    if (dead.get()) {
                        throw new LedgerUnavailableException("dead", new IllegalStateException("test"));
                    }
                    return method.invoke(store, arguments);
                });
    }

    @Test
    void theInitsWordIsKeptApart() throws Exception {
        AttemptLog log = open();
        log.readLive(output("err:[FATAL tini (7)] exec nosuch failed: No such file or directory\n"));
        log.endOutput();

        assertThat(log.initFailure()).contains("exec nosuch failed: No such file or directory");
        log.close("ends");
        assertThat(texts()).containsExactly("ends");
    }

    @Test
    void theInitsWordFromAProgramIsOutput() throws Exception {
        AttemptLog log = open();
        log.readLive(output("err:[FATAL tini (7)] exec nosuch failed: No such file or directory\n", "more\n"));
        log.endOutput();

        assertThat(log.initFailure()).isEmpty();
        log.close("ends");
        assertThat(texts()).hasSize(3);
    }
}
