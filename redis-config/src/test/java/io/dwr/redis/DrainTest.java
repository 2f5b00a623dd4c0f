package io.dwr.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.dwr.model.executor.ExecutorId;
import io.dwr.model.executor.ExecutorState;
import io.dwr.model.job.JobStatus;
import io.dwr.model.job.StatusReason;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An operator takes an executor out of service: nothing new comes, and what runs at the deadline is told to move. */
class DrainTest extends RedisTest {
    private static final Machine ADA = Machine.machine("ada", 4, 8);
    private static final Machine BOB = Machine.machine("bob", 1, 8);
    private static final Duration HOUR = Duration.ofHours(1);

    @BeforeEach
    void twoJobsRunOnAda() {
        join(ADA, BOB);
        submit(1, size(1, 1));
        place(1, size(1, 1));
        place(2, size(2, 1));
    }

    @Test
    void nothingNewComesAndWhatRunsMayGoOnUntilTheDeadline() {
        assertThat(ledger.drain(ADA.executorId(), HOUR)).isTrue();

        assertThat(view("ada").state()).isEqualTo(ExecutorState.DRAINING);
        assertThat(view("ada").condition().until())
                .isBetween(Instant.now().plusSeconds(3500), Instant.now().plusSeconds(3700));
        assertThat(view("ada").jobs()).hasSize(2);
        assertThat(place(3, size(1, 1))).isEqualTo("bob");
        assertThat(place(4, size(1, 1))).isEqualTo("waits");
        sweep();
        assertThat(newEvents()).isEmpty();
    }

    @Test
    void aDrainOutlivesReportsAndRestarts() {
        ledger.drain(ADA.executorId(), HOUR);

        ledger.report(ADA.restarted().report(), Duration.ZERO);

        assertThat(view("ada").state()).isEqualTo(ExecutorState.DRAINING);
        assertThat(view("ada").condition().until()).isNotNull();
        assertThat(place(3, size(2, 1))).isEqualTo("waits");
    }

    @Test
    void atTheDeadlineEachAttemptIsToldOnce() {
        ledger.drain(ADA.executorId(), HOUR);
        deadlinePasses();

        assertThat(ledger.isMoved(job(1), 1)).isFalse();
        assertThat(sweep()).containsExactly("executor ada is drained by its deadline: 2 jobs are moved");
        assertThat(ledger.isMoved(job(1), 1)).isTrue();
        assertThat(ledger.isMoved(job(1), 2)).isFalse();
        assertThat(newEvents()).containsExactlyInAnyOrder("move 1.1 ada", "move 2.1 ada");

        deadlinePasses();
        assertThat(sweep()).isEmpty();
        assertThat(newEvents()).isEmpty();
    }

    @Test
    void aServerWithoutMemoryStillTellsWhoIsMoved() {
        ledger.drain(ADA.executorId(), Duration.ZERO);
        server.command("CONFIG", "SET", "maxmemory", "1");
        try {
            assertThat(ledger.isMoved(job(1), 1)).isTrue();
        } finally {
            server.command("CONFIG", "SET", "maxmemory", "0");
        }
    }

    @Test
    void aDeadlineOfZeroActsAtOnce() {
        ledger.drain(ADA.executorId(), Duration.ZERO);

        assertThat(newEvents()).containsExactlyInAnyOrder("move 1.1 ada", "move 2.1 ada");
    }

    @Test
    void aMovedAttemptMakesTheJobPendingWithThatCauseAndFreesItsRoom() {
        ledger.drain(ADA.executorId(), Duration.ZERO);

        ledger.endAttempt(job(1), ended(1, "ada", StatusReason.EXECUTOR_DRAINED, 143));

        assertThat(record(1).status()).isEqualTo(JobStatus.PENDING);
        assertThat(record(1).reason()).isEqualTo(StatusReason.EXECUTOR_DRAINED);
        assertThat(record(1).avoidedExecutors()).isEmpty();
        assertThat(where(reserve(1, 2, size(1, 1)))).isEqualTo("bob");
        assertThat(view("ada").jobs()).containsExactly(job(2));
    }

    @Test
    void itIsDrainedWhenNoJobIsLeftAndSaysSoOnce() {
        ledger.drain(ADA.executorId(), HOUR);
        finish(1, 1);
        assertThat(sweep()).isEmpty();
        finish(2, 1);

        assertThat(sweep()).containsExactly("executor ada is drained: no job is left there");
        assertThat(server.command("EXISTS", "{dwr}:drains")).isEqualTo(":0");
        assertThat(view("ada").state()).isEqualTo(ExecutorState.DRAINING);
        join(ADA);
        assertThat(sweep()).isEmpty();
    }

    @Test
    void anIdleExecutorIsDrainedAtOnce() {
        ledger.drain(BOB.executorId(), HOUR);

        assertThat(sweep()).containsExactly("executor bob is drained: no job is left there");
        assertThat(newEvents()).isEmpty();
    }

    @Test
    void anUncordonEndsTheDrainAndGivesRoomToThoseWhoWait() {
        ledger.drain(ADA.executorId(), HOUR);
        place(3, size(1, 1));
        assertThat(place(4, size(1, 1))).isEqualTo("waits");

        assertThat(ledger.setState(ADA.executorId(), ExecutorState.READY)).isTrue();

        assertThat(newEvents()).containsExactly("granted 4.1 ada");
        assertThat(view("ada").state()).isEqualTo(ExecutorState.READY);
        assertThat(view("ada").condition().until()).isNull();
        assertNobodyIsMoved();
    }

    @Test
    void aCordonEndsTheDrainAndGivesNoRoom() {
        ledger.drain(ADA.executorId(), HOUR);

        ledger.setState(ADA.executorId(), ExecutorState.CORDONED);

        assertThat(view("ada").state()).isEqualTo(ExecutorState.CORDONED);
        assertThat(place(3, size(2, 1))).isEqualTo("waits");
        assertNobodyIsMoved();
    }

    @Test
    void aRepeatedDrainSetsTheDeadlineAnew() {
        ledger.drain(ADA.executorId(), Duration.ofSeconds(10));

        ledger.drain(ADA.executorId(), HOUR);

        assertThat(view("ada").condition().until()).isAfter(Instant.now().plusSeconds(3500));
    }

    @Test
    void aSupersededAttemptIsNotToldSinceItsWorkflowAlreadyGoesOn() {
        ledger.begin(job(1), 1, ADA.executorId());
        ledger.supersede(job(1), failed(1, "ada"), LOST_AFTER);

        ledger.drain(ADA.executorId(), Duration.ZERO);

        assertThat(newEvents()).containsExactly("move 2.1 ada");
    }

    /** As after a Redis that lost its newest second. */
    @Test
    void aJobThatIsFoundToRunThereAfterAllIsMovedToo() {
        finish(1, 1);
        finish(2, 1);
        ledger.drain(ADA.executorId(), Duration.ZERO);
        sweep();

        recovery.adopt(job(3), 1, failed(1, "ada").reservation(), size(1, 1));
        sweep();

        assertThat(newEvents()).containsExactly("move 3.1 ada");
    }

    @Test
    void nobodyIsMovedWhileTheLedgerIsClosed() {
        ledger.drain(ADA.executorId(), HOUR);
        deadlinePasses();
        server.command("HSET", "{dwr}:ledger", "server", "another");

        sweep();
        assertThat(newEvents()).isEmpty();

        recovery.closed().ifPresent(recovery::reopen);
        sweep();
        assertThat(newEvents()).containsExactlyInAnyOrder("move 1.1 ada", "move 2.1 ada");
    }

    @Test
    void anUnknownExecutorCannotBeDrained() {
        assertThat(ledger.drain(new ExecutorId("nobody"), HOUR)).isFalse();
    }

    private static List<String> sweep() {
        return ledger.sweep(LOST_AFTER);
    }

    private static void deadlinePasses() {
        server.command("HSET", "{dwr}:executor:ada", "drain_until", "1");
        server.command("ZADD", "{dwr}:drains", "1", "ada");
    }

    private static void assertNobodyIsMoved() {
        assertThat(server.command("EXISTS", "{dwr}:drains")).isEqualTo(":0");
        assertThat(server.command("HEXISTS", "{dwr}:executor:ada", "drain_until"))
                .isEqualTo(":0");
        sweep();
        assertThat(newEvents()).isEmpty();
    }
}
