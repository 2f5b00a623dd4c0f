package io.dwr.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.dwr.model.job.StatusReason;
import org.junit.jupiter.api.Test;

class RetryBudgetTest {
    private static int attempts(StatusReason reason, int maxRetries) {
        RetryBudget budget = new RetryBudget(maxRetries);
        int attempts = 1;
        while (budget.allowsAnotherAfter(reason)) {
            attempts++;
        }
        return attempts;
    }

    @Test
    void eachClassHasABudgetOfItsOwn() {
        assertThat(attempts(StatusReason.EXIT_CODE, 2)).isEqualTo(3);
        assertThat(attempts(StatusReason.IMAGE_PULL_FAILED, 2)).isEqualTo(10);
        assertThat(attempts(StatusReason.IMAGE_WRONG_ARCHITECTURE, 2)).isEqualTo(1);
    }

    /** Case 93. */
    @Test
    void aRestartOfTheEngineCostsTheUserNoRetry() {
        assertThat(attempts(StatusReason.ENGINE_RESTARTED, 2)).isEqualTo(10);

        RetryBudget budget = new RetryBudget(1);
        budget.allowsAnotherAfter(StatusReason.ENGINE_RESTARTED);
        assertThat(budget.allowsAnotherAfter(StatusReason.EXIT_CODE)).isTrue();
    }

    /** Case 97. */
    @Test
    void aKillFromOutsideUsesTheUsersRetries() {
        assertThat(attempts(StatusReason.KILLED_OUTSIDE, 2)).isEqualTo(3);
    }

    @Test
    void aRegistryThatNoMachineKnowsIsNotLookedForTenTimes() {
        assertThat(attempts(StatusReason.REGISTRY_NOT_FOUND, 0)).isEqualTo(3);

        RetryBudget budget = new RetryBudget(0);
        budget.allowsAnotherAfter(StatusReason.REGISTRY_NOT_FOUND);
        budget.allowsAnotherAfter(StatusReason.REGISTRY_NOT_FOUND);
        assertThat(budget.allowsAnotherAfter(StatusReason.REGISTRY_NOT_FOUND)).isFalse();
        assertThat(budget.allowsAnotherAfter(StatusReason.EXECUTOR_LOST)).isTrue();
    }
}
