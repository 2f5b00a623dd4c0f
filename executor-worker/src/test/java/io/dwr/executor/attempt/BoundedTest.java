package io.dwr.executor.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BoundedTest {
    private static final String TIME = "2026-01-01T00:00:00.000000000Z ";

    @Test
    void theLargestPartsOfADescriptionAreLeftOutFirst() {
        Map<String, Object> whole =
                Map.of("Config", "c".repeat(40_000), "HostConfig", "h".repeat(20_000), "State", Map.of("ExitCode", 3));

        Map<String, Object> bounded = Bounded.description(whole);

        assertThat(bounded.get("Config")).asString().startsWith("[dwr] left out: 40006 bytes");
        assertThat(bounded.get("HostConfig")).isEqualTo(whole.get("HostConfig"));
        assertThat(bounded.get("State")).isEqualTo(whole.get("State"));
    }

    @Test
    void onlyTheLastLinesOfTheAttemptAreKept() {
        List<String> stored = List.of(
                TIME + "stdout of the first",
                TIME + "system attempt 2 begins on executor a",
                TIME + "stdout of the second");

        assertThat(Bounded.lines(stored, 2)).isEqualTo(stored.subList(1, 3));
        assertThat(Bounded.lines(stored, 3)).isEqualTo(stored);
    }

    @Test
    void linesAreBoundedInNumberAndBytes() {
        List<String> many =
                IntStream.range(0, 200).mapToObj(i -> TIME + "stdout " + i).toList();
        List<String> long1 =
                List.of(TIME + "stdout short", TIME + "stdout " + "x".repeat(100_000), TIME + "system end");

        assertThat(Bounded.lines(many, 1)).isEqualTo(many.subList(150, 200));
        List<String> kept = Bounded.lines(long1, 1);
        assertThat(kept).hasSize(2);
        assertThat(kept.get(0)).startsWith(TIME + "stdout xxx").endsWith(" bytes left out");
        assertThat(kept.stream()
                        .mapToInt(line -> line.getBytes(StandardCharsets.UTF_8).length)
                        .sum())
                .isLessThan(Bounded.MOST_LINE_BYTES);
    }
}
