package io.dwr.benchmarks.figure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class FigureTableTest {
    @Test
    void alignsItsColumnsAndSaysWhatDoesNotHold() {
        String table = FigureTable.of(List.of(
                Figure.against("containers", Unit.PER_SECOND, 4, 5, Budget.ratioAtLeast(0.85)),
                Figure.alone("memory", Unit.MEGABYTES, 12, Budget.atMost(250)),
                Figure.alone("shown", Unit.EVENTS, 3, null)));
        assertThat(table).isEqualTo("""
                        | figure     | dwr      | reference | ratio | budget    |        |
                        | ---------- | -------- | --------- | ----- | --------- | ------ |
                        | containers | 4.00/s   | 5.00/s    | 0.80  | >= 0.85 x | NOT OK |
                        | memory     | 12 MB    |           |       | <= 250 MB | ok     |
                        | shown      | 3 events |           |       |           |        |
                        """);
    }
}
