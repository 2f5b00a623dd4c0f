package io.dwr.benchmarks.figure;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BudgetTest {
    @Test
    void ratioAtLeast() {
        assertThat(against(8.5, 10, Budget.ratioAtLeast(0.85)).isOk()).isTrue();
        assertThat(against(8.4, 10, Budget.ratioAtLeast(0.85)).isOk()).isFalse();
    }

    @Test
    void ratioAtMost() {
        assertThat(against(14, 10, Budget.ratioAtMost(1.4)).isOk()).isTrue();
        assertThat(against(14.1, 10, Budget.ratioAtMost(1.4)).isOk()).isFalse();
    }

    @Test
    void extraAtMost() {
        assertThat(against(400, 100, Budget.extraAtMost(300)).isOk()).isTrue();
        assertThat(against(401, 100, Budget.extraAtMost(300)).isOk()).isFalse();
    }

    @Test
    void atMost() {
        assertThat(Figure.alone("x", Unit.EVENTS, 14, Budget.atMost(14)).isOk()).isTrue();
        assertThat(Figure.alone("x", Unit.EVENTS, 15, Budget.atMost(14)).isOk()).isFalse();
    }

    @Test
    void whatNeedsTheEngineDoesNotHoldWithoutIt() {
        assertThat(Figure.alone("x", Unit.MILLISECONDS, 1, Budget.ratioAtMost(1.4))
                        .isOk())
                .isFalse();
        assertThat(Figure.alone("x", Unit.MILLISECONDS, 1, Budget.extraAtMost(300))
                        .isOk())
                .isFalse();
    }

    private static Figure against(double ours, double engine, Budget budget) {
        return Figure.against("x", Unit.MILLISECONDS, ours, engine, budget);
    }
}
