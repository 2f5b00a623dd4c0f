package io.dwr.model.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

class CauseTest {
    @ParameterizedTest
    @CsvSource({"137,SIGKILL", "143,SIGTERM", "139,SIGSEGV", "134,SIGABRT", "130,SIGINT"})
    void anExitCodeAbove128StandsForASignal(int exitCode, String signal) {
        assertThat(Signals.ofExitCode(exitCode)).isEqualTo(signal);
    }

    @ParameterizedTest
    @CsvSource({"0", "1", "127", "128", "200", "255"})
    void otherExitCodesStandForNone(int exitCode) {
        assertThat(Signals.ofExitCode(exitCode)).isNull();
    }

    @ParameterizedTest
    @CsvSource({"9,SIGKILL", "SIGTERM,SIGTERM", "KILL,SIGKILL", "35,35"})
    void aSignalIsNamedWhateverTheEngineCallsIt(String engines, String name) {
        assertThat(Signals.named(engines)).isEqualTo(name);
    }

    @ParameterizedTest
    @EnumSource
    void everyReasonSaysWhoByItself(StatusReason reason) {
        Outcome told = new Outcome(reason, 137, "it ended", "c0ffee", null, Instant.EPOCH);

        assertThat(told.cause()).isEqualTo(Cause.of(reason, 137));
        assertThat(told.cause().sentBy()).isNotNull();
        assertThat(told.cause().signal()).isEqualTo("SIGKILL");
    }

    @ParameterizedTest
    @EnumSource(
            mode = Mode.EXCLUDE,
            names = {"COMPLETED", "EXIT_CODE", "ABORTED", "EXECUTOR_DRAINED"})
    void everyReasonThatSomebodyDidNotWantSaysWhatToDo(StatusReason reason) {
        assertThat(Cause.of(reason, null).advice()).isNotBlank().doesNotEndWith(".");
    }

    @Test
    void whatIsFoundOutReplacesWhatTheReasonSays() {
        Outcome told = new Outcome(StatusReason.ABORTED, 143, "it ended", "c0ffee", null, Instant.EPOCH);

        Outcome found = told.withCause(told.cause().by(SentBy.OPERATOR));

        assertThat(told.cause().sentBy()).isEqualTo(SentBy.USER);
        assertThat(found.cause().sentBy()).isEqualTo(SentBy.OPERATOR);
    }
}
