package io.dwr.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.dwr.model.executor.ExecutorId;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A superseded attempt on an executor that Redis does not hear of: its container lives as long as Temporal hears of it, and
 * a little longer.
 */
class QuietAttemptTest extends RedisTest {
    private static final Machine ADA = Machine.machine("ada", 4, 8);
    private static final Duration HALF = LOST_AFTER.dividedBy(2);

    @BeforeEach
    void runAJobThatRedisHearsNothingOf() {
        join(ADA);
        submit(1, size(4, 4));
        place(1, size(4, 4));
        assertThat(ledger.begin(job(1), 1, new ExecutorId("ada"))).isTrue();
        silent("ada", LOST_AFTER.multipliedBy(2));
    }

    private static boolean isGone(Duration unheard) {
        return ledger.supersede(job(1), failed(1, "ada"), LOST_AFTER, unheard).gone();
    }

    /** As if the ledger had been asked so much earlier. */
    private static void passes(Duration time) {
        server.command("HINCRBY", "{dwr}:place:" + job(1), "quiet_since", "-" + time.toMillis());
    }

    @Test
    void theSilenceTowardsRedisAloneProvesNothing() {
        assertThat(isGone(Duration.ZERO)).isFalse();

        ledger.sweep(LOST_AFTER);

        assertThat(newEvents()).isEmpty();
        assertThat(freeCores("ada")).isZero();
    }

    @Test
    void whatNobodyHearsOfIsGone() {
        assertThat(isGone(LOST_AFTER)).isTrue();
        assertThat(record(1).attempts()).hasSize(1);
    }

    @Test
    void theSilenceTowardsTemporalAloneProvesNothingEither() {
        silent("ada", HALF);

        assertThat(isGone(LOST_AFTER)).isFalse();
    }

    @Test
    void whatTemporalGaveUpIsHeardOfNoMore() {
        assertThat(isGone(HALF)).isFalse();
        passes(HALF.minusSeconds(20));
        assertThat(isGone(HALF)).isFalse();
        passes(Duration.ofSeconds(20));

        ledger.sweep(LOST_AFTER);

        assertThat(newEvents()).containsExactly("gone 1.1");
        assertThat(isGone(Duration.ZERO)).isTrue();
    }

    /** Left by an earlier attempt, which a scheduler of an older version then reserved anew. */
    @Test
    void anEarlierAttemptsSilenceIsNotThisOnes() {
        server.command("HSET", "{dwr}:place:" + job(1), "quiet_since", "1");

        assertThat(isGone(Duration.ZERO)).isFalse();
    }

    /** The reconciliation may ask first, and it knows nothing. */
    @Test
    void whoKnowsMoreIsBelieved() {
        assertThat(isGone(Duration.ZERO)).isFalse();
        assertThat(isGone(LOST_AFTER)).isTrue();
    }
}
