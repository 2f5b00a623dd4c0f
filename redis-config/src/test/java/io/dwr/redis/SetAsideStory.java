package io.dwr.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.dwr.model.executor.ExecutorState;
import io.dwr.model.job.StatusReason;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;

/** A large machine, ada, whose faults set it aside, and a small one, bob. */
abstract class SetAsideStory extends RedisTest {
    static final Machine ADA = Machine.machine("ada", 8, 8);
    static final Machine BOB = Machine.machine("bob", 2, 8);

    @BeforeEach
    void joined() {
        join(ADA, BOB);
        sweep();
    }

    static List<String> sweep() {
        return ledger.sweep(LOST_AFTER);
    }

    /** The job's next attempt, of a size that fits on ada alone, ends there so. */
    static void fails(int n, StatusReason reason) {
        int attempt = 1;
        while (where(reserve(n, attempt, size(4, 1))).equals("stale")) {
            attempt++;
        }
        ledger.endAttempt(job(n), ended(attempt, "ada", reason, null));
    }

    static void setAside() {
        for (int n = 1; n <= 3; n++) {
            fails(n, StatusReason.ENGINE_UNAVAILABLE);
        }
        sweep();
        assertThat(view("ada").state()).isEqualTo(ExecutorState.SET_ASIDE);
    }

    static void itsTimeIsOver() {
        server.command("ZADD", "{dwr}:set_aside", "1", "ada");
    }

    static void assertSetAsideFor(int seconds) {
        assertThat(view("ada").condition().until())
                .isBetween(
                        Instant.now().plusSeconds(seconds).minusSeconds(20),
                        Instant.now().plusSeconds(seconds).plusSeconds(1));
    }
}
