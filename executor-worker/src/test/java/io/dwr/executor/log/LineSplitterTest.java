package io.dwr.executor.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.dwr.model.log.LogBytes;
import io.dwr.model.log.LogLine;
import io.dwr.model.log.LogSource;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LineSplitterTest {
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.EPOCH);

    private static List<SplitLine> split(boolean terminal, List<byte[]> pieces) throws InterruptedException {
        List<SplitLine> lines = new ArrayList<>();
        LineSplitter splitter = new LineSplitter(LogSource.STDOUT, terminal, StreamPosition.START, CLOCK);
        for (byte[] piece : pieces) {
            splitter.accept(piece, 0, piece.length, lines::add);
        }
        splitter.finish(lines::add);
        return lines;
    }

    private static List<SplitLine> split(String text) throws InterruptedException {
        return split(false, List.of(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static String joined(List<SplitLine> lines) {
        StringBuilder text = new StringBuilder();
        for (SplitLine line : lines) {
            text.append(line.line().text()).append(line.line().continued() ? "" : "\n");
        }
        return text.toString();
    }

    private static long beginning(String line) {
        byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
        return StreamBeginning.of(bytes, bytes.length);
    }

    @Test
    void linesEndAtNewlines() throws InterruptedException {
        assertThat(split("a\n\nb\0c\r\n"))
                .extracting(line -> line.line().text())
                .containsExactly("a", "", "b\0c\r");
    }

    @Test
    void theLastLineGoesOn() throws InterruptedException {
        List<SplitLine> lines = split("a\nb");

        assertThat(lines).extracting(line -> line.line().continued()).containsExactly(false, true);
        assertThat(lines.getLast().after()).isEqualTo(new StreamPosition(1, 1, beginning("a")));
    }

    @Test
    void aTerminalsCarriageReturnBelongsToTheNewline() throws InterruptedException {
        assertThat(split(true, List.of("a\r\nb\rc\r\n".getBytes(StandardCharsets.UTF_8))))
                .extracting(line -> line.line().text())
                .containsExactly("a", "b\rc");
    }

    @Test
    void aLongLineComesInParts() throws InterruptedException {
        List<SplitLine> lines = split("x".repeat(LineSplitter.PART + 5) + "\n");

        assertThat(lines).extracting(line -> line.line().text().length()).containsExactly(LineSplitter.PART, 5);
        assertThat(lines).extracting(line -> line.line().continued()).containsExactly(true, false);
        assertThat(lines)
                .extracting(SplitLine::after)
                .containsExactly(
                        new StreamPosition(0, LineSplitter.PART, beginning("x".repeat(300))),
                        new StreamPosition(1, 0, beginning("x".repeat(300))));
    }

    /** As an earlier version left it. */
    @Test
    void aBeginningThatNobodyNotedStaysUnknown() throws InterruptedException {
        List<SplitLine> lines = new ArrayList<>();
        LineSplitter splitter = new LineSplitter(LogSource.STDOUT, false, new StreamPosition(7, 0, 0), CLOCK);
        splitter.accept(new byte[] {'a', '\n'}, 0, 2, lines::add);

        assertThat(lines).extracting(SplitLine::after).containsExactly(new StreamPosition(8, 0, 0));
    }

    @Test
    void aPartEndsBetweenCharacters() throws InterruptedException {
        String text = "x".repeat(LineSplitter.PART - 1) + "方🚀\n";

        assertThat(joined(split(text))).isEqualTo(text);
    }

    @Test
    void bytesThatAreNoTextAreKeptAndHoldNothingUp() throws InterruptedException {
        byte[] bytes = new byte[LineSplitter.PART + 3];
        Arrays.fill(bytes, (byte) 0x80);
        bytes[bytes.length - 1] = '\n';

        List<SplitLine> lines = split(false, List.of(bytes));

        assertThat(lines).hasSize(2);
        assertThat(LogBytes.bytes(joined(lines))).isEqualTo(bytes);
    }

    /** However the bytes are cut on their way, the lines are the same. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void anyCutGivesTheSameLines(long seed) throws InterruptedException {
        Random random = new Random(seed);
        byte[] bytes = text(random);

        List<SplitLine> whole = split(false, List.of(bytes));
        List<SplitLine> cut = split(false, pieces(bytes, random));

        assertThat(cut).isEqualTo(whole);
        assertThat(whole.stream().map(SplitLine::line).map(LogLine::text)).allMatch(line -> line.indexOf('\n') < 0);
    }

    /** A stream that is read again goes on exactly after any line that was taken. */
    @ParameterizedTest
    @ValueSource(longs = {21, 22, 23, 24, 25, 26})
    void readingAgainGoesOnAfterAnyLine(long seed) throws InterruptedException {
        Random random = new Random(seed);
        byte[] bytes = text(random);
        List<SplitLine> whole = split(false, List.of(bytes));
        int taken = random.nextInt(whole.size());
        StreamPosition from =
                taken == 0 ? StreamPosition.START : whole.get(taken - 1).after();

        List<SplitLine> rest = new ArrayList<>();
        StoredSkip skip = new StoredSkip(from);
        LineSplitter splitter = new LineSplitter(LogSource.STDOUT, false, from, CLOCK);
        for (byte[] piece : pieces(bytes, random)) {
            int known = skip.known(piece, 0, piece.length);
            splitter.accept(piece, known, piece.length - known, rest::add);
        }
        splitter.finish(rest::add);

        assertThat(rest).isEqualTo(whole.subList(taken, whole.size()));
        assertThat(skip.fellShort()).isFalse();
    }

    private static byte[] text(Random random) {
        StringBuilder text = new StringBuilder();
        int lines = 1 + random.nextInt(200);
        String[] words = {"a", "é", "方", "🚀", "\0", "\r", " ", "\u001b[1m"};
        for (int line = 0; line < lines; line++) {
            int length = random.nextInt(40) == 0 ? random.nextInt(100_000) : random.nextInt(60);
            for (int word = 0; word < length; word++) {
                text.append(words[random.nextInt(words.length)]);
            }
            text.append(line == lines - 1 && random.nextBoolean() ? "" : "\n");
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static List<byte[]> pieces(byte[] bytes, Random random) {
        List<byte[]> pieces = new ArrayList<>();
        for (int at = 0; at < bytes.length; ) {
            int length = Math.min(bytes.length - at, 1 + random.nextInt(random.nextBoolean() ? 7 : 20_000));
            pieces.add(Arrays.copyOfRange(bytes, at, at + length));
            at += length;
        }
        return pieces;
    }
}
