package io.dwr.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.dwr.model.executor.ExecutorContact;
import io.dwr.model.executor.ExecutorId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When executors were last heard of, as it is shown beside the jobs that run there. */
class ContactsTest extends RedisTest {
    private static final Machine ADA = Machine.machine("ada", 8, 8);
    private static final Machine BOB = Machine.machine("bob", 8, 8);
    private static final long MINUTE = 60_000;

    @BeforeEach
    void joined() {
        join(ADA, BOB);
    }

    @Test
    void onlyThoseThatAreNamedAndKnownAreLookedAt() {
        List<ExecutorContact> found = ledger.contacts(List.of(new ExecutorId("eve"), BOB.executorId()));

        assertThat(found).extracting(ExecutorContact::id).containsExactly(BOB.executorId());
        assertThat(found.getFirst().trouble()).isNull();
        assertThat(found.getFirst().troubleSince()).isNull();
        assertThat(ledger.contacts(List.of())).isEmpty();
    }

    @Test
    void silenceCountsFromTheLastSignOfLife() {
        long lastHeard = contact().heardAt().toEpochMilli() - MINUTE;
        server.command("HSET", "{dwr}:contact", "epoch", String.valueOf(lastHeard - MINUTE));
        server.command("HSET", "{dwr}:executor:ada", "contact", String.valueOf(lastHeard));

        assertThat(contact().heardAt().toEpochMilli()).isEqualTo(lastHeard);
        assertThat(contact().silence()).isGreaterThanOrEqualTo(Duration.ofMillis(MINUTE));
    }

    /** Redis was away for longer than anybody may be silent: that is no fault of the executors. */
    @Test
    void silenceCountsAnewWhenNobodyWasHeard() {
        long longAgo = contact().heardAt().toEpochMilli() - 10 * MINUTE;
        String then = String.valueOf(longAgo);
        server.command("HSET", "{dwr}:executor:ada", "contact", then);
        server.command("HSET", "{dwr}:contact", "epoch", then, "pulse", then, "lost_after", String.valueOf(MINUTE));

        assertThat(contact().silence()).isEqualTo(Duration.ZERO);
    }

    @Test
    void aTroubleIsKnownWithItsBeginning() {
        ledger.report(ADA.reportInTrouble("engine_unreachable: it is away"), LOST_AFTER);
        Instant began = contact().troubleSince();
        ledger.report(ADA.reportInTrouble("engine_unreachable: it is away"), LOST_AFTER);

        assertThat(contact().trouble()).isEqualTo("engine_unreachable: it is away");
        assertThat(contact().troubleSince()).isNotNull().isEqualTo(began);

        ledger.report(ADA.report(), LOST_AFTER);
        assertThat(contact().trouble()).isNull();
        assertThat(contact().troubleSince()).isNull();
    }

    private static ExecutorContact contact() {
        return ledger.contacts(List.of(ADA.executorId())).getFirst();
    }
}
