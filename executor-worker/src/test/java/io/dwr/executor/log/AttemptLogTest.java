package io.dwr.executor.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dwr.executor.engine.ContainerOutput;
import io.dwr.model.log.LogSource;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a log takes of the output that it reads, live and again. */
class AttemptLogTest extends AttemptLogStory {
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
