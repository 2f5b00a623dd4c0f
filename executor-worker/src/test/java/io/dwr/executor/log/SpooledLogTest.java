package io.dwr.executor.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dwr.redis.ledger.LedgerUnavailableException;
import io.dwr.redis.log.ExecutorLogStore;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** More output than a store takes that is away: it goes to disk, or waits. */
class SpooledLogTest extends AttemptLogStory {
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
                        Stream.concat(IntStream.range(0, MANY).mapToObj(SpooledLogTest::line), Stream.of("later\n")))
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
    private ExecutorLogStore mortal(AtomicBoolean dead) {
        return (ExecutorLogStore) Proxy.newProxyInstance(
                ExecutorLogStore.class.getClassLoader(),
                new Class<?>[] {ExecutorLogStore.class},
                (self, method, arguments) -> {
                    if (dead.get()) {
                        throw new LedgerUnavailableException("dead", new IllegalStateException("test"));
                    }
                    return method.invoke(store, arguments);
                });
    }
}
