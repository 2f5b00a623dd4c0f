package io.dwr.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.dwr.model.executor.ExecutorState;
import io.dwr.model.job.AttemptRecord;
import io.dwr.model.job.FinalRecord;
import io.dwr.model.job.JobStatus;
import io.dwr.model.job.Outcome;
import io.dwr.model.job.StatusReason;
import io.dwr.model.placement.Obstacle;
import io.dwr.redis.ledger.PlacementOrder;
import io.dwr.redis.ledger.PlacementPolicy;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A broken machine is set aside after three jobs in a row failed there by its own fault. */
class SetAsideTest extends SetAsideStory {
    @Test
    void twoFaultsAreNotEnoughAndTheThirdIs() {
        fails(1, StatusReason.ENGINE_UNAVAILABLE);
        fails(2, StatusReason.EXECUTOR_ERROR);
        assertThat(view("ada").state()).isEqualTo(ExecutorState.READY);

        fails(3, StatusReason.CONTAINER_START_FAILED);

        assertThat(view("ada").state()).isEqualTo(ExecutorState.SET_ASIDE);
        assertThat(view("ada").condition().reason()).contains("3 jobs in a row", "container_start_failed", "the cause");
        assertSetAsideFor(30);
        assertThat(sweep())
                .singleElement()
                .asString()
                .startsWith("executor ada is set aside for 30 s: attempts of 3 jobs in a row");
    }

    /** Case 41: what every job lacks there need not be found out three times. */
    @Test
    void aFullDiskIsEnoughByItself() {
        fails(1, StatusReason.EXECUTOR_NO_SPACE);

        assertThat(view("ada").state()).isEqualTo(ExecutorState.SET_ASIDE);
        assertThat(view("ada").condition().reason())
                .startsWith("attempts of 1 job failed")
                .contains("executor_no_space");
        assertSetAsideFor(30);
        assertThat(place(2, size(1, 1))).isEqualTo("bob");

        itsTimeIsOver();
        sweep();
        fails(1, StatusReason.EXECUTOR_NO_SPACE);

        assertSetAsideFor(60);
    }

    @Test
    void jobsGoElsewhereAndTheVerdictSaysSetAside() {
        setAside();

        assertThat(place(10, size(1, 1))).isEqualTo("bob");
        assertThat(place(11, size(4, 1))).isEqualTo("waits");
        assertThat(ledger.explain(job(11), size(4, 1), Set.of()).count(Obstacle.SET_ASIDE))
                .isEqualTo(1);
        assertThat(where(reserve(1, 2, size(1, 1), "bob")))
                .as("bob is the only one left")
                .isEqualTo("bob");
    }

    @Test
    void aProgramThatFailsByItselfShowsThatTheMachineWorks() {
        fails(1, StatusReason.ENGINE_UNAVAILABLE);
        fails(2, StatusReason.ENGINE_UNAVAILABLE);
        fails(3, StatusReason.EXIT_CODE);
        fails(4, StatusReason.ENGINE_UNAVAILABLE);
        fails(5, StatusReason.ENGINE_UNAVAILABLE);

        assertThat(view("ada").state()).isEqualTo(ExecutorState.READY);
    }

    @ParameterizedTest
    @EnumSource(
            value = StatusReason.class,
            names = {
                "IMAGE_NOT_FOUND",
                "IMAGE_PULL_FAILED",
                "IMAGE_PULL_TIMEOUT",
                "INVALID_MOUNT",
                "CONTAINER_CREATE_FAILED",
                "KILLED_OUTSIDE",
                "EXECUTOR_DRAINED",
                "ABORTED"
            })
    void whatIsNoFaultOfTheMachineNeitherCountsNorResets(StatusReason reason) {
        for (int n = 1; n <= 4; n++) {
            fails(n, reason);
        }
        assertThat(view("ada").state()).isEqualTo(ExecutorState.READY);

        fails(5, StatusReason.ENGINE_UNAVAILABLE);
        fails(6, StatusReason.ENGINE_UNAVAILABLE);
        fails(7, reason);
        fails(8, StatusReason.ENGINE_UNAVAILABLE);
        assertThat(view("ada").state()).isEqualTo(ExecutorState.SET_ASIDE);
    }

    /** A job that breaks every machine would otherwise take the whole fleet away. */
    @Test
    void oneJobAloneSetsNothingAside() {
        for (int attempt = 1; attempt <= 6; attempt++) {
            assertThat(where(reserve(1, attempt, size(4, 1)))).isEqualTo("ada");
            ledger.endAttempt(job(1), ended(attempt, "ada", StatusReason.EXECUTOR_ERROR, null));
        }

        assertThat(view("ada").state()).isEqualTo(ExecutorState.READY);
    }

    @Test
    void lostAttemptsCountWhenTheyAreConfirmedGone() {
        for (int n = 1; n <= 3; n++) {
            place(n, size(1, 1));
            ledger.begin(job(n), 1, ADA.executorId());
            ledger.supersede(job(n), failed(1, "ada"), LOST_AFTER);
            assertThat(view("ada").state()).isEqualTo(ExecutorState.READY);
            ledger.confirmGone(job(n), 1);
        }

        assertThat(view("ada").state()).isEqualTo(ExecutorState.SET_ASIDE);
        assertThat(view("ada").condition().reason()).contains("executor_lost");
    }

    @Test
    void theLastAttemptOfAJobCountsToo() {
        fails(1, StatusReason.ENGINE_UNAVAILABLE);
        fails(2, StatusReason.ENGINE_UNAVAILABLE);
        submit(3, size(4, 1));
        place(3, size(4, 1));

        ledger.finish(
                1,
                new FinalRecord(
                        job(3),
                        JobStatus.FAILED,
                        StatusReason.ENGINE_UNAVAILABLE,
                        "the engine is away",
                        null,
                        List.of(ended(1, "ada", StatusReason.ENGINE_UNAVAILABLE, null))),
                RETENTION);

        assertThat(view("ada").state()).isEqualTo(ExecutorState.SET_ASIDE);
    }

    @Test
    void aRepeatedEndCountsOnce() {
        fails(1, StatusReason.ENGINE_UNAVAILABLE);
        fails(2, StatusReason.ENGINE_UNAVAILABLE);
        ledger.endAttempt(job(2), ended(1, "ada", StatusReason.ENGINE_UNAVAILABLE, null));

        assertThat(view("ada").state()).isEqualTo(ExecutorState.READY);
    }

    @Test
    void zeroSetsNobodyAsideAndReleasesThoseWhoAre() {
        setAside();
        try (RedisStores never = stores(0)) {
            never.ledger().sweep(LOST_AFTER);
            assertThat(view("ada").state()).isEqualTo(ExecutorState.READY);
            for (int n = 11; n <= 15; n++) {
                fails(n, StatusReason.ENGINE_UNAVAILABLE);
            }
            assertThat(view("ada").state()).isEqualTo(ExecutorState.READY);
        }
    }

    @Test
    void anOperatorChoosesHowMany() {
        try (RedisStores one = stores(1)) {
            one.ledger().sweep(LOST_AFTER);

            fails(1, StatusReason.ENGINE_UNAVAILABLE);

            assertThat(view("ada").condition().reason()).startsWith("attempts of 1 job failed here");
        }
    }

    @Test
    void aLongMessageIsCut() {
        for (int n = 1; n <= 3; n++) {
            place(n, size(4, 1));
            ledger.endAttempt(
                    job(n),
                    new AttemptRecord(
                            1,
                            failed(1, "ada").reservation(),
                            new Outcome(
                                    StatusReason.ENGINE_UNAVAILABLE, null, "é".repeat(1000), null, null, SUBMITTED)));
        }

        assertThat(view("ada").condition().reason()).hasSizeLessThan(400).doesNotContain("\uFFFD");
    }

    private static RedisStores stores(int setAsideAfter) {
        return RedisStores.connect(
                new RedisSettings(server.host(), server.port(), null, 0),
                new PlacementPolicy(PlacementOrder.PACK, Duration.ZERO, setAsideAfter));
    }
}
