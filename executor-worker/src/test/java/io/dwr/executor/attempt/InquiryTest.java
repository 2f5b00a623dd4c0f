package io.dwr.executor.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import io.dwr.executor.engine.ContainerEvent;
import io.dwr.executor.engine.ContainerFacts;
import io.dwr.executor.engine.ContainerFacts.State;
import io.dwr.executor.engine.EngineWitness;
import io.dwr.executor.kernel.KernelLog;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Who is asked about an end, and what the answers are worth. */
class InquiryTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final FakeWitness witness = new FakeWitness();

    private Inquiry inquiry(int exitCode, boolean watched) {
        ContainerFacts container = new ContainerFacts(
                "abc", "name", Map.of(), State.ENDED, exitCode, false, "", START, START.plusSeconds(9));
        return new Inquiry(witness, new KernelLog(), container, watched);
    }

    private static ContainerEvent event(String action, @Nullable String signal) {
        return new ContainerEvent(START.plusSeconds(8), action, signal, null);
    }

    @Test
    void aKillThatTheEngineRemembersIsFound() {
        witness.events.add(event("kill", "SIGTERM"));
        witness.events.add(event("kill", "SIGKILL"));
        witness.events.add(event("die", null));

        Evidence evidence = inquiry(137, true).evidence(Evidence.NONE);

        assertThat(evidence.outsideSignal()).isEqualTo("SIGKILL");
        assertThat(evidence.engineRestarted()).isFalse();
    }

    /** Case 93: an engine that stops signals its containers itself, and still answers on open connections. */
    @Test
    void aKillByAnEngineThatIsStoppingIsTheEngines() {
        witness.events.add(event("kill", "SIGTERM"));
        witness.events.add(event("die", null));
        witness.takesCalls = false;

        assertThat(inquiry(143, true).evidence(Evidence.NONE).engineRestarted()).isTrue();
        assertThat(inquiry(5, false).evidence(Evidence.NONE).engineRestarted()).isTrue();
    }

    /** Case 93: it forgets everything when it restarts. */
    @Test
    void anEndThatTheEngineHasForgottenWasTheEnginesOwn() {
        assertThat(inquiry(137, false).evidence(Evidence.NONE).engineRestarted())
                .isTrue();
        assertThat(inquiry(255, false).evidence(Evidence.NONE).engineRestarted())
                .isTrue();
        assertThat(inquiry(3, false).evidence(Evidence.NONE).engineRestarted()).isFalse();
    }

    /** Case 95: the engine was only out of reach. */
    @Test
    void anEndThatTheEngineRemembersWasNotItsRestart() {
        witness.events.add(event("die", null));

        assertThat(inquiry(137, false).evidence(Evidence.NONE).engineRestarted())
                .isFalse();
    }

    @Test
    void anEndInSightIsNoRestartHoweverLittleTheEngineRemembers() {
        assertThat(inquiry(137, true).evidence(Evidence.NONE).engineRestarted()).isFalse();
    }

    @Test
    void nobodyIsAskedAboutASuccessOrAnEndOfOurs() {
        witness.unavailable = true;

        assertThat(inquiry(0, true).evidence(Evidence.NONE)).isEqualTo(Evidence.NONE);
        Evidence ours = Evidence.NONE.stoppedBy(StopCause.ABORTED);
        assertThat(inquiry(137, true).evidence(ours)).isEqualTo(ours);
    }

    /** The process before may have died between its note and the signal. */
    @Test
    void aStopThatNeverReachedTheEngineIsNoCause() {
        StopWish wish = new StopWish();
        wish.takeOver(StopCause.RUN_TIMEOUT, START.plusSeconds(7));

        assertThat(inquiry(143, false).stop(wish)).isEqualTo(StopCause.RUN_TIMEOUT);
        witness.events.add(event("die", null));
        assertThat(inquiry(143, false).stop(wish)).isNull();
        witness.events.addFirst(event("kill", "SIGTERM"));
        assertThat(inquiry(143, false).stop(wish)).isEqualTo(StopCause.RUN_TIMEOUT);
    }

    private static final class FakeWitness implements EngineWitness {
        private final List<ContainerEvent> events = new ArrayList<>();
        private boolean takesCalls = true;
        private boolean unavailable;

        @Override
        public List<ContainerEvent> events(String id, Instant since) {
            if (unavailable) {
                throw new IllegalStateException("nobody was to ask");
            }
            return List.copyOf(events);
        }

        @Override
        public Map<String, Object> description(String id) {
            return Map.of();
        }

        @Override
        public boolean takesCalls() {
            return takesCalls;
        }
    }
}
