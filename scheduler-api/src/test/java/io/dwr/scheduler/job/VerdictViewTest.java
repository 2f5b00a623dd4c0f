package io.dwr.scheduler.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.dwr.model.placement.Verdict;
import org.junit.jupiter.api.Test;

class VerdictViewTest {
    @Test
    void tellsTheFourKindsApart() {
        assertThat(VerdictView.of(verdict(0, 0, 0)).kind()).isEqualTo("no_executors");
        assertThat(VerdictView.of(verdict(2, 2, 0)).kind()).isEqualTo("never");
        assertThat(VerdictView.of(verdict(2, 1, 1)).kind()).isEqualTo("no_room");
        assertThat(VerdictView.of(verdict(2, 1, 0)).kind()).isEqualTo("room");
    }

    private static Verdict verdict(int executors, int tooSmall, int cpu) {
        return new Verdict(executors, 0, 0, 0, 0, 0, 0, 0, tooSmall, cpu, 0, 0, 0);
    }
}
