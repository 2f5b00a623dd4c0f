package io.dwr.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.dwr.model.executor.ExecutorState;
import io.dwr.model.job.JobStatus;
import io.dwr.model.job.Outcome;
import io.dwr.model.job.Stage;
import io.dwr.model.job.StatusReason;
import io.dwr.model.placement.Supersession;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Ends that an executor tells the ledger before it removes the container: they count when its answer gets lost. */
class ToldOutcomeTest extends RedisTest {
    private static final Duration SHORT = Duration.ofMillis(200);
    private static final Machine ADA = Machine.machine("ada", 4, 8);
    private static final Machine BOB = Machine.machine("bob", 4, 8);
    private static final Outcome EXITED =
            new Outcome(StatusReason.EXIT_CODE, 4, "exit code 4", "c0ffee", SUBMITTED, SUBMITTED.plusSeconds(3));

    @BeforeEach
    void oneJobRunsOnAda() {
        join(ADA);
        submit(1, size(4, 1));
        place(1, size(4, 1));
        ledger.begin(job(1), 1, ADA.executorId());
    }

    @Test
    void itIsGivenToTheWorkflowOnceTheContainerIsGone() {
        ledger.tellOutcome(job(1), 1, ADA.executorId(), EXITED);
        assertThat(superseded()).isEqualTo(Supersession.of(false));

        ledger.confirmGone(job(1), 1);

        assertThat(superseded()).isEqualTo(new Supersession(true, EXITED));
        assertThat(superseded()).isEqualTo(new Supersession(true, EXITED));
        assertThat(freeCores("ada")).isEqualTo(4);
    }

    /** As by an executor that could not tell it before. */
    @Test
    void itMayBeToldUntilTheContainerIsConfirmedGone() {
        assertThat(superseded().gone()).isFalse();

        ledger.tellOutcome(job(1), 1, ADA.executorId(), EXITED);
        ledger.confirmGone(job(1), 1);

        assertThat(superseded().outcome()).isEqualTo(EXITED);
    }

    @Test
    void itOutlivesItsExecutor() throws InterruptedException {
        ledger.tellOutcome(job(1), 1, ADA.executorId(), EXITED);

        Supersession answer = Supersession.of(false);
        for (int tick = 0; tick < 200 && !answer.gone(); tick++) {
            Thread.sleep(40);
            answer = ledger.supersede(job(1), failed(1, "ada"), SHORT);
        }

        assertThat(answer.outcome()).isEqualTo(EXITED);
    }

    /** The workflow decides whether the job goes on: until then it is neither pending nor blamed on the executor. */
    @Test
    void theJobIsNotPendingAgainBecauseOfIt() {
        ledger.progress(job(1), 1, Stage.RUNNING, SUBMITTED);
        ledger.tellOutcome(job(1), 1, ADA.executorId(), EXITED);
        superseded();
        ledger.confirmGone(job(1), 1);
        superseded();

        assertThat(record(1).status()).isEqualTo(JobStatus.RUNNING);
        assertThat(record(1).attempts()).isEmpty();
        ledger.endAttempt(job(1), failed(1, "ada"));
        assertThat(record(1).status()).isEqualTo(JobStatus.PENDING);
    }

    @Test
    void anExecutorThatMayNotTellItIsNotHeard() {
        ledger.tellOutcome(job(1), 1, BOB.executorId(), EXITED);
        ledger.tellOutcome(job(1), 2, ADA.executorId(), EXITED);
        ledger.tellOutcome(job(2), 1, ADA.executorId(), EXITED);
        superseded();
        ledger.confirmGone(job(1), 1);
        ledger.tellOutcome(job(1), 1, ADA.executorId(), EXITED);

        assertThat(superseded()).isEqualTo(Supersession.of(true));
    }

    @Test
    void theNextAttemptInheritsNone() {
        ledger.tellOutcome(job(1), 1, ADA.executorId(), EXITED);
        ledger.endAttempt(job(1), failed(1, "ada"));
        join(BOB);
        assertThat(where(reserve(1, 2, size(4, 1)))).isEqualTo("ada");

        assertThat(ledger.supersede(job(1), failed(2, "ada"), LOST_AFTER)).isEqualTo(Supersession.of(true));
    }

    /** As after a rolled-back ledger, which knows an older attempt than the workflow. */
    @Test
    void aTombstoneOfALaterAttemptInheritsNone() {
        ledger.tellOutcome(job(1), 1, ADA.executorId(), EXITED);
        ledger.endAttempt(job(1), failed(2, "ada"));

        assertThat(ledger.supersede(job(1), failed(2, "ada"), LOST_AFTER)).isEqualTo(Supersession.of(true));
    }

    /** Tombstones are kept for an hour: they are to be small. */
    @Test
    void itIsDroppedWhenTheJobHasEnded() {
        ledger.tellOutcome(job(1), 1, ADA.executorId(), EXITED);
        assertThat(server.command("HEXISTS", "{dwr}:place:" + job(1), "outcome"))
                .contains("1");

        finish(1, 1);

        assertThat(server.command("HEXISTS", "{dwr}:place:" + job(1), "outcome"))
                .contains("0");
    }

    @Test
    void itIsNoFaultOfTheExecutor() {
        for (int n = 2; n <= 4; n++) {
            finish(n - 1, 1);
            place(n, size(4, 1));
            ledger.begin(job(n), 1, ADA.executorId());
            ledger.tellOutcome(job(n), 1, ADA.executorId(), EXITED);
            ledger.supersede(job(n), failed(1, "ada"), LOST_AFTER);
            ledger.confirmGone(job(n), 1);
        }

        assertThat(view("ada").state()).isEqualTo(ExecutorState.READY);
    }

    private static Supersession superseded() {
        return ledger.supersede(job(1), failed(1, "ada"), LOST_AFTER);
    }
}
