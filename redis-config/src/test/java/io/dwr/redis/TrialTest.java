package io.dwr.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.dwr.model.executor.ExecutorState;
import io.dwr.model.job.Stage;
import io.dwr.model.job.StatusReason;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A machine that is set aside stays so for its time, and is tried again with one job. */
class TrialTest extends SetAsideStory {
    @Test
    void itIsTriedAgainWhenItsTimeIsOver() {
        setAside();
        place(11, size(4, 1));

        sweep();
        assertThat(newEvents()).isEmpty();
        itsTimeIsOver();

        assertThat(sweep()).containsExactly("executor ada was set aside and is tried again");
        assertThat(newEvents()).containsExactly("granted 11.1 ada");
        assertThat(view("ada").state()).isEqualTo(ExecutorState.READY);
        assertThat(view("ada").condition().reason()).isNull();
    }

    @Test
    void itIsTriedWithOneJobUntilAContainerRunsThere() {
        setAside();
        for (int n = 11; n <= 14; n++) {
            assertThat(place(n, size(2, 1))).isEqualTo(n == 11 ? "bob" : "waits");
        }
        itsTimeIsOver();
        sweep();
        assertThat(newEvents()).containsExactly("granted 12.1 ada");
        assertThat(place(15, size(3, 1))).isEqualTo("waits");

        ledger.progress(job(12), 1, Stage.PULLING, null);
        assertThat(newEvents()).isEmpty();
        ledger.progress(job(12), 1, Stage.RUNNING, SUBMITTED);

        assertThat(newEvents()).containsExactly("granted 13.1 ada", "granted 14.1 ada");
        assertThat(view("ada").state()).isEqualTo(ExecutorState.READY);
    }

    /** A stage that is told again is no container that has begun. */
    @Test
    void whatRanThereBeforeProvesNothing() {
        submit(5, size(4, 1));
        assertThat(place(5, size(4, 1))).isEqualTo("ada");
        ledger.progress(job(5), 1, Stage.RUNNING, SUBMITTED);
        setAside();
        for (int n = 11; n <= 13; n++) {
            place(n, size(2, 1));
        }
        itsTimeIsOver();
        sweep();
        assertThat(newEvents()).containsExactly("granted 12.1 ada");

        ledger.progress(job(5), 1, Stage.RUNNING, SUBMITTED);

        assertThat(newEvents()).isEmpty();
    }

    @Test
    void aTrialThatFailsCostsOneJobAnAttempt() {
        setAside();
        for (int n = 11; n <= 14; n++) {
            place(n, size(2, 1));
        }
        itsTimeIsOver();
        sweep();

        ledger.endAttempt(job(12), ended(1, "ada", StatusReason.ENGINE_UNAVAILABLE, null));

        assertSetAsideFor(60);
        assertThat(newEvents()).containsExactly("granted 12.1 ada");
    }

    @Test
    void aTrialThatSaysNothingIsFollowedByAnother() {
        setAside();
        for (int n = 11; n <= 14; n++) {
            place(n, size(2, 1));
        }
        itsTimeIsOver();
        sweep();

        ledger.endAttempt(job(12), ended(1, "ada", StatusReason.IMAGE_PULL_FAILED, null));

        assertThat(newEvents()).containsExactly("granted 12.1 ada", "granted 13.1 ada");
    }

    /** What ran there before does not take the one place. */
    @Test
    void aTrialIsOnTopOfWhatStillRunsThere() {
        place(20, size(1, 1));
        setAside();
        place(11, size(4, 1));
        itsTimeIsOver();

        sweep();

        assertThat(newEvents()).containsExactly("granted 11.1 ada");
    }

    @Test
    void eachFurtherFaultDoublesTheTimeUpToTenMinutes() {
        setAside();
        for (int seconds : new int[] {60, 120, 240, 480, 600, 600}) {
            itsTimeIsOver();
            sweep();

            fails(1, StatusReason.ENGINE_UNAVAILABLE);

            assertSetAsideFor(seconds);
        }
    }

    @Test
    void whatEndsWhileItIsSetAsideChangesNothing() {
        place(20, size(1, 1));
        place(21, size(1, 1));
        setAside();

        ledger.endAttempt(job(20), ended(1, "ada", StatusReason.ENGINE_UNAVAILABLE, null));
        finish(21, 1);

        assertThat(view("ada").state()).isEqualTo(ExecutorState.SET_ASIDE);
        assertSetAsideFor(30);
    }

    @Test
    void oneSuccessMakesItAsNew() {
        setAside();
        itsTimeIsOver();
        sweep();
        assertThat(place(4, size(4, 1))).isEqualTo("ada");
        finish(4, 1);

        fails(5, StatusReason.ENGINE_UNAVAILABLE);
        fails(6, StatusReason.ENGINE_UNAVAILABLE);
        assertThat(view("ada").state()).isEqualTo(ExecutorState.READY);
        fails(7, StatusReason.ENGINE_UNAVAILABLE);
        assertSetAsideFor(30);
    }

    @Test
    void anUncordonTriesItAtOnceAndForgetsItsFaults() {
        setAside();
        place(11, size(4, 1));

        ledger.setState(ADA.executorId(), ExecutorState.READY);

        assertThat(newEvents()).containsExactly("granted 11.1 ada");
        fails(12, StatusReason.ENGINE_UNAVAILABLE);
        assertThat(view("ada").state()).isEqualTo(ExecutorState.READY);
        assertThat(server.command("EXISTS", "{dwr}:set_aside")).isEqualTo(":0");
    }

    @Test
    void itStaysSoThroughReportsAndRestarts() {
        setAside();

        ledger.report(ADA.restarted().report(), Duration.ZERO);

        assertThat(view("ada").state()).isEqualTo(ExecutorState.SET_ASIDE);
        assertThat(place(11, size(4, 1))).isEqualTo("waits");
    }

    @Test
    void anOperatorsWishAndALossAreShownFirst() {
        setAside();
        ledger.setState(ADA.executorId(), ExecutorState.CORDONED);
        assertThat(view("ada").state()).isEqualTo(ExecutorState.CORDONED);

        itsTimeIsOver();
        sweep();

        assertThat(view("ada").state()).isEqualTo(ExecutorState.CORDONED);
        assertThat(place(11, size(4, 1))).isEqualTo("waits");
    }
}
