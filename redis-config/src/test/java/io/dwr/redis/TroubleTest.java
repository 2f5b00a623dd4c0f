package io.dwr.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.dwr.model.executor.ExecutorState;
import io.dwr.model.placement.Obstacle;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An executor says itself that it can take no new job now: its jobs go on, others go elsewhere until it says otherwise. */
class TroubleTest extends RedisTest {
    private static final Machine ADA = Machine.machine("ada", 8, 8);
    private static final Machine BOB = Machine.machine("bob", 2, 8);
    private static final String TROUBLE = "the container engine is out of reach";

    @BeforeEach
    void joined() {
        join(ADA, BOB);
        sweep();
    }

    @Test
    void jobsGoElsewhereAndEverybodyIsToldWhy() {
        assertThat(place(1, size(1, 1))).isEqualTo("ada");

        report(TROUBLE);

        assertThat(place(2, size(1, 1))).isEqualTo("bob");
        assertThat(place(3, size(4, 1))).isEqualTo("waits");
        assertThat(ledger.explain(job(3), size(4, 1), Set.of()).count(Obstacle.SET_ASIDE))
                .isEqualTo(1);
        assertThat(view("ada").state()).isEqualTo(ExecutorState.SET_ASIDE);
        assertThat(view("ada").condition().reason()).isEqualTo(TROUBLE);
        assertThat(view("ada").condition().until()).isNull();
        assertThat(view("ada").jobs()).as("what runs goes on").hasSize(1);
        assertThat(sweep()).containsExactly("executor ada takes no new job: " + TROUBLE);
    }

    @Test
    void whoeverWaitedIsGrantedRoomWhenItIsOver() {
        report(TROUBLE);
        place(3, size(4, 1));
        report(TROUBLE);
        assertThat(newEvents()).isEmpty();

        report(null);

        assertThat(newEvents()).containsExactly("granted 3.1 ada");
        assertThat(view("ada").state()).isEqualTo(ExecutorState.READY);
        assertThat(sweep())
                .containsExactly("executor ada takes no new job: " + TROUBLE, "executor ada takes jobs again");
    }

    @Test
    void anAvoidedExecutorIsTakenWhenTheOtherFallsIntoTrouble() {
        report(TROUBLE);

        assertThat(where(reserve(1, 2, size(1, 1), "bob"))).isEqualTo("bob");
    }

    @Test
    void anOperatorsWishIsShownBeforeIt() {
        ledger.setState(ADA.executorId(), ExecutorState.CORDONED);
        report(TROUBLE);

        assertThat(view("ada").state()).isEqualTo(ExecutorState.CORDONED);
    }

    private static void report(String trouble) {
        assertThat(ledger.report(ADA.reportInTrouble(trouble), LOST_AFTER).refusal())
                .isNull();
    }

    private static java.util.List<String> sweep() {
        return ledger.sweep(LOST_AFTER);
    }
}
