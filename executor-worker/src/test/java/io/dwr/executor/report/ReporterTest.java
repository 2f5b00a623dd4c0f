package io.dwr.executor.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dwr.executor.attempt.ReporterFixture;
import io.dwr.executor.condition.Conditions;
import io.dwr.executor.contact.Uptime;
import io.dwr.executor.engine.ContainerFacts;
import io.dwr.executor.engine.ForwardingEngine;
import io.dwr.model.executor.HeldAttempt;
import io.dwr.model.executor.HeldResources;
import io.dwr.model.job.JobId;
import io.dwr.model.job.Outcome;
import io.dwr.model.job.StatusReason;
import io.dwr.model.placement.Resources;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the executor tells the ledger, and what it makes of the answers. */
class ReporterTest {
    private static final HeldAttempt ATTEMPT = new HeldAttempt(new JobId("01890000-0000-7000-8000-000000000001"), 1);

    @TempDir
    Path state;

    private ReporterFixture executor;

    @BeforeEach
    void start() {
        executor = new ReporterFixture(state);
    }

    @AfterEach
    void close() {
        executor.close();
    }

    @Test
    void theFirstSignIsAReportAndTheNextAreLight() {
        executor.reporter().sign();
        executor.reporter().sign();

        assertThat(executor.ledger().reports).hasSize(1);
    }

    @Test
    void aReportTellsWhatContainersTakeThatNobodySupervises() {
        executor.runLeftOver(ATTEMPT);
        executor.comparison().compare();

        executor.reporter().sign();

        assertThat(executor.ledger().reports.getFirst().held())
                .containsExactly(new HeldResources(ATTEMPT, new Resources(100, 16L << 20), List.of("GPU-1", "GPU-2")));
    }

    @Test
    void anUnknownExecutorReportsAtOnce() {
        executor.reporter().sign();
        executor.ledger().forgetful = true;
        executor.reporter().sign();

        assertThat(executor.ledger().reports).hasSize(2);
    }

    @Test
    void theLedgersWordThatAnAttemptIsCurrentIsContact() {
        executor.contacts().touch(ATTEMPT, Duration.ZERO);

        executor.reporter().sign();

        assertThat(executor.contacts().silence(ATTEMPT).orElseThrow()).isLessThan(Duration.ofSeconds(30));
    }

    @Test
    void thatNobodyKnowsAnAttemptIsNoContact() {
        executor.contacts().touch(ATTEMPT, Duration.ZERO);
        executor.ledger().forgetful = true;

        executor.reporter().sign();

        assertThat(executor.contacts().silence(ATTEMPT).orElseThrow()).isGreaterThan(Duration.ofSeconds(30));
    }

    @Test
    void aSupersededAttemptIsConfirmedGone() {
        executor.contacts().touch(ATTEMPT);
        executor.ledger().superseded.add(ATTEMPT);

        executor.reporter().sign();

        await().atMost(Duration.ofSeconds(60))
                .until(() -> executor.ledger().confirmedGone.contains(ATTEMPT));
        assertThat(executor.journal().isRefused(ATTEMPT)).isTrue();
    }

    /** Case 129: before the room is free, the ledger knows how the attempt ended by itself. */
    @Test
    void theEndOfASupersededAttemptIsToldBeforeItIsConfirmedGone() {
        Outcome ended = new Outcome(StatusReason.EXIT_CODE, 4, "exit code 4", "c0ffee", null, Instant.EPOCH);
        executor.journal().ended(ATTEMPT, ended);
        executor.contacts().touch(ATTEMPT);
        executor.ledger().superseded.add(ATTEMPT);

        executor.reporter().sign();

        await().atMost(Duration.ofSeconds(60))
                .until(() -> executor.ledger().confirmedGone.contains(ATTEMPT));
        assertThat(executor.ledger().outcomes).containsEntry(ATTEMPT, ended);
    }

    @Test
    void thatAnAttemptWasStoppedAsSupersededIsNoEndOfItsOwn() {
        executor.journal()
                .ended(ATTEMPT, new Outcome(StatusReason.EXECUTOR_LOST, 137, "stopped", null, null, Instant.EPOCH));
        executor.contacts().touch(ATTEMPT);
        executor.ledger().superseded.add(ATTEMPT);

        executor.reporter().sign();

        await().atMost(Duration.ofSeconds(60))
                .until(() -> executor.ledger().confirmedGone.contains(ATTEMPT));
        assertThat(executor.ledger().outcomes).isEmpty();
    }

    @Test
    void aLedgerThatIsAwayIsAskedAgain() {
        executor.ledger().away = true;
        executor.reporter().sign();
        executor.ledger().away = false;
        executor.reporter().sign();

        assertThat(executor.ledger().reports).hasSize(1);
    }

    @Test
    void whatRunsWithoutSupervisorIsKeptWhileItIsWantedAndRemovedWhenSilent() {
        String wanted = executor.runLeftOver(ATTEMPT);
        HeldAttempt other = new HeldAttempt(new JobId("01890000-0000-7000-8000-000000000002"), 1);
        String silent = executor.runLeftOver(other);
        executor.contacts().touch(ATTEMPT);
        executor.contacts().touch(other, Duration.ZERO);

        executor.comparison().compare();

        assertThat(executor.engine().inspect(wanted)).isPresent();
        await().atMost(Duration.ofSeconds(60))
                .until(() -> executor.engine().inspect(silent).isEmpty());
        await().atMost(Duration.ofSeconds(60))
                .until(() -> executor.contacts().all().size() == 1);
        assertThat(executor.contacts().all()).containsOnlyKeys(ATTEMPT);
    }

    /** As after a restart of this process that took nearly as long as its jobs may be out of contact. */
    @Test
    void whatEndedByItselfIsKeptWhileItsDeliveryMayStillCome() {
        HeldAttempt other = new HeldAttempt(new JobId("01890000-0000-7000-8000-000000000002"), 1);
        String ended = executor.runLeftOver(ATTEMPT);
        String running = executor.runLeftOver(other);
        executor.engine().kill(ended);
        await().atMost(Duration.ofSeconds(20))
                .until(() -> executor.engine().inspect(ended).orElseThrow().state() == ContainerFacts.State.ENDED);
        Duration silentSince = Uptime.ofMachine().now().minusSeconds(15);
        executor.contacts().touch(ATTEMPT, silentSince);
        executor.contacts().touch(other, silentSince);

        executor.comparison().compare();

        await().atMost(Duration.ofSeconds(20))
                .until(() -> executor.engine().inspect(running).isEmpty());
        assertThat(executor.engine().inspect(ended)).isPresent();

        executor.contacts().forget(ATTEMPT);
        executor.contacts().touch(ATTEMPT, silentSince.minusSeconds(15));
        executor.comparison().compare();
        await().atMost(Duration.ofSeconds(20))
                .until(() -> executor.engine().inspect(ended).isEmpty());
    }

    /** Case 101: as when the engine does late what it was asked for before it hung. */
    @Test
    void whatAppearsAfterItsAttemptHasEndedIsRemovedAtOnce() {
        executor.journal()
                .ended(ATTEMPT, new Outcome(StatusReason.COMPLETED, 0, "exit code 0", "c0ffee", null, Instant.EPOCH));
        executor.contacts().touch(ATTEMPT);
        String late = executor.runLeftOver(ATTEMPT);

        executor.comparison().compare();

        await().atMost(Duration.ofSeconds(60))
                .until(() -> executor.engine().inspect(late).isEmpty());
    }

    @Test
    void whatTroublesTheExecutorIsReportedAtOnceAndSoIsItsEnd() {
        Conditions conditions = new Conditions();
        conditions.onChange(executor.reporter()::reportNext);
        executor.reporter().sign();

        conditions.set("disk", "its disk is full");
        conditions.set("disk", "its disk is full");
        executor.reporter().sign();
        executor.reporter().sign();
        assertThat(executor.ledger().reports).hasSize(2);
        assertThat(conditions.sentence()).isEqualTo("its disk is full");

        conditions.clear("disk");
        executor.reporter().sign();
        assertThat(executor.ledger().reports).hasSize(3);
        assertThat(conditions.sentence()).isNull();
    }

    @Test
    void anOlderAttemptsContainerIsRemovedAtOnce() throws InterruptedException {
        HeldAttempt newer = new HeldAttempt(ATTEMPT.jobId(), 2);
        String old = executor.runLeftOver(ATTEMPT);
        String present = executor.runLeftOver(newer);
        executor.contacts().touch(ATTEMPT);
        executor.contacts().touch(newer);

        executor.comparison().compare();

        await().atMost(Duration.ofSeconds(60))
                .until(() -> executor.engine().inspect(old).isEmpty());
        assertThat(executor.engine().inspect(present)).isPresent();
    }

    @Test
    void aContainerThatTheEngineDoesNotGiveUpHoldsNothingElseUp() {
        executor.close();
        CompletableFuture<Void> released = new CompletableFuture<>();
        executor = new ReporterFixture(state, engine -> new ForwardingEngine(engine) {
            @Override
            public List<ContainerFacts> list(Map<String, String> labels) {
                if (labels.containsValue(ATTEMPT.jobId().value())) {
                    released.join();
                }
                return super.list(labels);
            }
        });
        HeldAttempt other = new HeldAttempt(new JobId("01890000-0000-7000-8000-000000000002"), 1);
        executor.runLeftOver(ATTEMPT);
        String silent = executor.runLeftOver(other);
        executor.contacts().touch(ATTEMPT, Duration.ZERO);
        executor.contacts().touch(other, Duration.ZERO);

        executor.comparison().compare();
        executor.comparison().compare();

        await().atMost(Duration.ofSeconds(60))
                .until(() -> executor.engine().inspect(silent).isEmpty());
        released.complete(null);
    }
}
