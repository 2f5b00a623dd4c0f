package io.dwr.executor.attempt;

import io.dwr.executor.contact.Contacts;
import io.dwr.executor.contact.Outage;
import io.dwr.executor.engine.ContainerEngine;
import io.dwr.executor.engine.SmallContainer;
import io.dwr.executor.identity.ReservationLabel;
import io.dwr.executor.journal.Journal;
import io.dwr.executor.report.EngineComparison;
import io.dwr.executor.report.Reporter;
import io.dwr.executor.settings.TimingSettings;
import io.dwr.model.executor.Capacity;
import io.dwr.model.executor.Engine;
import io.dwr.model.executor.ExecutorReport;
import io.dwr.model.executor.ExecutorReport.Health;
import io.dwr.model.executor.ExecutorReport.ProcessIds;
import io.dwr.model.executor.ExecutorReport.Site;
import io.dwr.model.executor.HeldAttempt;
import io.dwr.model.executor.HostState;
import io.dwr.model.placement.Resources;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** A reporter and a comparison around {@link ExecutorFixture}. */
public final class ReporterFixture implements AutoCloseable {
    private static final Resources SOME = new Resources(1000, 1L << 30);

    private final ExecutorFixture executor;
    private final Reporter reporter;
    private final EngineComparison comparison;

    public ReporterFixture(Path state) {
        this(state, engine -> engine);
    }

    /**
     * @param seen the engine as attempts see it
     */
    public ReporterFixture(Path state, UnaryOperator<ContainerEngine> seen) {
        executor = new ExecutorFixture(state, state);
        executor.restart(seen.apply(executor.engine));
        TimingSettings timing = new TimingSettings(Duration.ofSeconds(12), Duration.ofSeconds(30));
        Outage outage = new Outage("a part of this test", "Wait.");
        reporter = new Reporter(
                executor.ledger,
                executor.attempts,
                executor.contacts,
                executor.profile,
                timing,
                "process",
                this::report,
                outage);
        comparison = new EngineComparison(
                executor.engine,
                executor.profile,
                executor.attempts,
                executor.contacts,
                executor.contactFile,
                executor.journal,
                timing,
                Clock.systemUTC(),
                outage);
    }

    private ExecutorReport report(List<HeldAttempt> held) {
        return new ExecutorReport(
                executor.profile.id(),
                new Site("192.0.2.7", "host", "default", "default", Map.of()),
                new Capacity(SOME, List.of(), 10),
                new Engine("engine", "20.10", SOME),
                new ProcessIds("process", null),
                new Health(HostState.of(0, 0), null),
                held.stream().map(comparison::held).toList());
    }

    public Reporter reporter() {
        return reporter;
    }

    public EngineComparison comparison() {
        return comparison;
    }

    public FakeLedger ledger() {
        return executor.ledger;
    }

    public Contacts contacts() {
        return executor.contacts;
    }

    public Journal journal() {
        return executor.journal;
    }

    public ContainerEngine engine() {
        return executor.engine;
    }

    private Map<String, String> labels(HeldAttempt attempt) {
        Map<String, String> labels = new HashMap<>(executor.profile.attemptLabels(attempt.jobId(), attempt.attempt()));
        labels.putAll(ReservationLabel.of(new Resources(100, 16L << 20), List.of("GPU-1", "GPU-2")));
        return labels;
    }

    /** A running container of an attempt that nobody supervises. */
    public String runLeftOver(HeldAttempt attempt) {
        String id = executor.engine.create(SmallContainer.of(
                "dwr-" + attempt.jobId() + "-" + attempt.attempt() + "-" + executor.profile.cluster(),
                labels(attempt),
                "sleep",
                "600"));
        executor.engine.start(id);
        return id;
    }

    @Override
    public void close() {
        executor.close();
    }
}
