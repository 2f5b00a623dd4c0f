package io.dwr.executor;

import io.dwr.executor.attempt.Attempts;
import io.dwr.executor.attempt.ContainerActivityWorker;
import io.dwr.executor.condition.Conditions;
import io.dwr.executor.contact.DeliveryInterceptor;
import io.dwr.executor.contact.GuardKeeper;
import io.dwr.executor.contact.Outage;
import io.dwr.executor.engine.ContainerEngine;
import io.dwr.executor.engine.EngineFacts;
import io.dwr.executor.identity.StateDirectory;
import io.dwr.executor.inventory.GpuChange;
import io.dwr.executor.report.DiskWatch;
import io.dwr.executor.report.EngineComparison;
import io.dwr.executor.report.EngineWatch;
import io.dwr.executor.report.LateRedis;
import io.dwr.executor.report.Reporter;
import io.dwr.executor.settings.ExecutorSettings;
import io.dwr.executor.settings.TimingSettings;
import io.dwr.model.executor.Capacity;
import io.dwr.model.executor.ExecutorReport;
import io.dwr.model.executor.ExecutorReport.ProcessIds;
import io.dwr.model.executor.HeldAttempt;
import io.dwr.redis.RedisStores;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All parts of one executor, put together by hand, and what it does again and again. */
final class ExecutorParts implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ExecutorParts.class);
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration IMAGE_INTERVAL = Duration.ofMinutes(1);
    /** More than Redis and Temporal may keep a call waiting. */
    private static final Duration STUCK = SECOND.multipliedBy(15);

    private final Ground ground;
    private final ProcessIds process;
    private final Conditions conditions = new Conditions();
    private final OfferedMachine machine;
    private final LateRedis redis;
    private final AttemptParts work;
    private final Reporter reporter;
    private final EngineComparison comparison;
    private final EngineWatch engineWatch;
    private final DiskWatch diskWatch;
    private final GuardKeeper guard;
    private final TemporalWorker temporal;
    private final Rhythms rhythms;

    ExecutorParts(
            ExecutorSettings settings,
            StateDirectory state,
            ContainerEngine engine,
            Outage engineOutage,
            EngineFacts facts) {
        this.ground = Ground.of(settings, state, engine, facts);
        this.machine = new OfferedMachine(ground);
        String processId = UUID.randomUUID().toString();
        this.process = new ProcessIds(processId, state.succeed(processId).orElse(null));
        Outage redisOutage = new Outage(
                "Redis at " + settings.redis().host() + ":" + settings.redis().port(),
                "Start it, or set REDIS_HOST, REDIS_PORT and REDIS_PASSWORD.");
        this.redis = new LateRedis(() -> RedisStores.connect(settings.redis()), redisOutage);
        this.work = new AttemptParts(ground, redis, machine.gpus(), conditions);
        this.guard = new GuardKeeper(state.path());
        this.reporter = new Reporter(
                redis.ledger(),
                work.attempts(),
                work.contacts(),
                ground.profile(),
                settings.timing(),
                processId,
                this::report,
                redisOutage);
        conditions.onChange(reporter::reportNext);
        this.comparison = new EngineComparison(
                engine,
                ground.profile(),
                work.attempts(),
                work.contacts(),
                work.contactFile(),
                work.journal(),
                settings.timing(),
                Clock.systemUTC(),
                engineOutage);
        machine.gpus().connect(this::heldGpus, machine::isOwn, this::tellOfGpus);
        this.engineWatch = new EngineWatch(
                engine, settings.engine().host(), ground.profile().ownLabels(), engineOutage, conditions);
        this.diskWatch = new DiskWatch(state.path(), conditions);
        this.temporal = temporal(ground, work);
        this.rhythms = new Rhythms(reporter::isDisplaced);
    }

    private static TemporalWorker temporal(Ground ground, AttemptParts work) {
        ExecutorSettings settings = ground.settings();
        Outage outage = new Outage(
                "Temporal at " + settings.temporal().address(),
                "Start it, or set TEMPORAL_ADDRESS and TEMPORAL_NAMESPACE.");
        DeliveryInterceptor interceptor = new DeliveryInterceptor(work.contacts(), outage, work.journal()::forget);
        ContainerActivityWorker activity = new ContainerActivityWorker(
                work.attempts(),
                interceptor,
                ground.profile(),
                settings.timing().signInterval());
        return new TemporalWorker(settings, ground.profile(), interceptor, activity);
    }

    private ExecutorReport report(List<HeldAttempt> attempts) {
        return machine.report(
                process,
                conditions.sentence(),
                attempts.stream().map(comparison::held).toList(),
                work.sampler().idleGpus());
    }

    private Set<String> heldGpus() {
        return work.contacts().all().keySet().stream()
                .flatMap(attempt -> comparison.held(attempt).gpuUuids().stream())
                .collect(Collectors.toSet());
    }

    /** The ledger is told first, so that no device is given away that has left. */
    private void tellOfGpus(List<GpuChange> changes) {
        reporter.reportNow();
        Attempts attempts = work.attempts();
        changes.forEach(change -> attempts.tellHolder(change.gpu().uuid(), change.sentence()));
    }

    void start() throws InterruptedException {
        // The first report tells what earlier processes left running, and which GPUs are there.
        comparison.compare();
        machine.gpus().look();
        sayWhatIsHere();
        work.contactFile().write();
        rhythms.addVital("contact-file", SECOND, work.contactFile()::write);
        TimingSettings timing = ground.settings().timing();
        rhythms.add("contact-watch", SECOND, () -> work.attempts().killSilent(timing.contactLimit()));
        // Hears whether another process is this executor.
        sign();
        boolean startsGuard = ground.settings().engine().guard();
        rhythms.addInOwnName("guard-keeper", SECOND.multipliedBy(2), startsGuard ? guard::keep : guard::miss);
        rhythms.add("gpu-watch", ground.settings().usage().interval(), machine.gpus()::look);
        rhythms.addInOwnName("engine-comparison", timing.compareInterval(), comparison::compare);
        rhythms.add("engine-watch", timing.signInterval(), engineWatch::look);
        rhythms.add("disk-watch", timing.signInterval(), diskWatch::look);
        rhythms.addVital("report", timing.signInterval(), this::sign);
        rhythms.add("usage", SECOND, work.sampler()::sampleDue);
        rhythms.add("images", IMAGE_INTERVAL, work.collector()::collect);
    }

    private void sayWhatIsHere() {
        Capacity capacity = machine.whole();
        log.info(
                "executor {}: {} CPU cores, {} MiB, {} GPUs, {} jobs at most; engine {} at {}",
                ground.profile().id(),
                capacity.resources().milliCpus() / 1000.0,
                capacity.resources().memoryMib(),
                capacity.gpus().size(),
                capacity.maxJobs(),
                ground.facts().version(),
                ground.settings().engine().host());
    }

    private void sign() {
        if (machine.isOutdated()) {
            reporter.reportNext();
        }
        reporter.sign();
        if (reporter.isDisplaced()) {
            temporal.pause();
        } else {
            temporal.serve();
        }
    }

    /** Whether what keeps this executor in contact goes on. An engine, a Redis or a Temporal that is away changes nothing. */
    boolean lives() {
        return rhythms.areAlive(STUCK);
    }

    String name() {
        return ground.profile().id().value();
    }

    @Override
    public void close() {
        temporal.close();
        rhythms.close();
        work.close();
        redis.close();
        log.info("executor {} has stopped; its containers go on for the next process of it", name());
    }
}
