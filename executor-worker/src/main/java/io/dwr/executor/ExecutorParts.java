package io.dwr.executor;

import io.dwr.executor.attempt.AttemptTools;
import io.dwr.executor.attempt.Attempts;
import io.dwr.executor.attempt.ContainerActivityWorker;
import io.dwr.executor.condition.Conditions;
import io.dwr.executor.contact.ContactFileWriter;
import io.dwr.executor.contact.Contacts;
import io.dwr.executor.contact.DeliveryInterceptor;
import io.dwr.executor.contact.GuardKeeper;
import io.dwr.executor.contact.Outage;
import io.dwr.executor.contact.Uptime;
import io.dwr.executor.engine.ContainerEngine;
import io.dwr.executor.engine.EngineFacts;
import io.dwr.executor.identity.ExecutorProfile;
import io.dwr.executor.identity.Siblings;
import io.dwr.executor.identity.StateDirectory;
import io.dwr.executor.image.ImageCollector;
import io.dwr.executor.image.ImageDisk;
import io.dwr.executor.image.ImageStore;
import io.dwr.executor.image.PullRules;
import io.dwr.executor.inventory.EqualShare;
import io.dwr.executor.inventory.GpuChange;
import io.dwr.executor.inventory.GpuLimits;
import io.dwr.executor.inventory.GpuWatch;
import io.dwr.executor.inventory.HostAddress;
import io.dwr.executor.inventory.HostInventory;
import io.dwr.executor.inventory.HostUsage;
import io.dwr.executor.inventory.SharedOffer;
import io.dwr.executor.journal.Journal;
import io.dwr.executor.kernel.KernelLog;
import io.dwr.executor.log.AttemptLogs;
import io.dwr.executor.log.LogSpools;
import io.dwr.executor.registry.RegistryLogins;
import io.dwr.executor.report.DiskWatch;
import io.dwr.executor.report.EngineComparison;
import io.dwr.executor.report.EngineWatch;
import io.dwr.executor.report.LateRedis;
import io.dwr.executor.report.Reporter;
import io.dwr.executor.report.Rhythm;
import io.dwr.executor.settings.ExecutorSettings;
import io.dwr.executor.settings.IdentitySettings;
import io.dwr.executor.settings.ImageSettings;
import io.dwr.executor.usage.UsageSampler;
import io.dwr.executor.volume.VolumeRoots;
import io.dwr.model.executor.Capacity;
import io.dwr.model.executor.Engine;
import io.dwr.model.executor.ExecutorId;
import io.dwr.model.executor.ExecutorReport;
import io.dwr.model.executor.ExecutorReport.Health;
import io.dwr.model.executor.ExecutorReport.ProcessIds;
import io.dwr.model.executor.ExecutorReport.Site;
import io.dwr.model.executor.Gpu;
import io.dwr.model.executor.GpuState;
import io.dwr.model.executor.HeldAttempt;
import io.dwr.model.job.Permission;
import io.dwr.redis.RedisStores;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All parts of one executor, put together by hand. */
final class ExecutorParts implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ExecutorParts.class);
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration IMAGE_INTERVAL = Duration.ofMinutes(1);
    /** More than Redis and Temporal may keep a call waiting. */
    private static final Duration STUCK = SECOND.multipliedBy(15);

    private final ExecutorSettings settings;
    private final ExecutorProfile profile;
    private final SharedOffer offer;
    private final Engine engineModel;
    private final Conditions conditions = new Conditions();
    private final GpuWatch gpus;
    private final HostUsage usage;
    private final String processId = UUID.randomUUID().toString();
    private final @Nullable String predecessor;
    private final LateRedis redis;
    private final ContactFileWriter contactFile;
    private final GuardKeeper guard;
    private final UsageSampler sampler;
    private final Attempts attempts;
    private final Reporter reporter;
    private final EngineComparison comparison;
    private final EngineWatch engineWatch;
    private final DiskWatch diskWatch;
    private final TemporalWorker temporal;
    private volatile Set<String> ownGpus = Set.of();
    private final ImageCollector collector;
    private final List<Rhythm> rhythms = new ArrayList<>();
    private final List<Rhythm> vital = new ArrayList<>();

    ExecutorParts(
            ExecutorSettings settings,
            StateDirectory state,
            ContainerEngine engine,
            Outage engineOutage,
            EngineFacts facts) {
        this.settings = settings;
        IdentitySettings identity = settings.identity();
        this.profile = new ExecutorProfile(executorId(identity, state), identity.cluster(), address(settings));
        this.gpus = new GpuWatch(
                System.getenv().getOrDefault("PATH", ""),
                GpuLimits.of(settings.offer().gpus(), settings.usage().gpuForeignMib()),
                Clock.systemUTC());
        HostInventory inventory = new HostInventory(settings.offer(), gpus);
        this.offer = new SharedOffer(() -> inventory.capacity(facts), share(settings, state));
        this.usage = new HostUsage(Map.of("engine", Path.of(facts.dataDirectory()), "state", state.path()));
        this.predecessor = state.succeed(processId).orElse(null);
        this.engineModel = HostInventory.engine(facts);
        Outage redisOutage = new Outage(
                "Redis at " + settings.redis().host() + ":" + settings.redis().port(),
                "Start it, or set REDIS_HOST, REDIS_PORT and REDIS_PASSWORD.");
        Outage temporalOutage = new Outage(
                "Temporal at " + settings.temporal().address(),
                "Start it, or set TEMPORAL_ADDRESS and TEMPORAL_NAMESPACE.");
        this.redis = new LateRedis(() -> RedisStores.connect(settings.redis()), redisOutage);
        Contacts contacts = new Contacts(Uptime.ofMachine());
        Duration limit = settings.timing().contactLimit();
        this.contactFile = new ContactFileWriter(
                state.path(), contacts, profile, settings.engine().host(), limit);
        contactFile.takeOver();
        this.guard = new GuardKeeper(state.path());
        Journal journal = new Journal(state.path().resolve("journal"));
        this.sampler = new UsageSampler(engine, redis.usage(), gpus::readings, settings.usage(), Clock.systemUTC());
        this.collector = new ImageCollector(
                engine,
                ImageDisk.under(Path.of(facts.dataDirectory())),
                settings.images().collection(),
                state.path(),
                Clock.systemUTC());
        AttemptTools tools = tools(engine, facts, state, contacts, journal);
        this.attempts = new Attempts(tools);
        this.reporter = new Reporter(
                redis.ledger(), attempts, contacts, profile, settings.timing(), processId, this::report, redisOutage);
        conditions.onChange(reporter::reportNext);
        this.comparison = new EngineComparison(
                engine,
                profile,
                attempts,
                contacts,
                contactFile,
                journal,
                settings.timing(),
                Clock.systemUTC(),
                engineOutage);
        gpus.connect(() -> heldGpus(contacts), uuid -> ownGpus.contains(uuid), this::tellOfGpus);
        this.engineWatch =
                new EngineWatch(engine, settings.engine().host(), profile.ownLabels(), engineOutage, conditions);
        this.diskWatch = new DiskWatch(state.path(), conditions);
        DeliveryInterceptor interceptor = new DeliveryInterceptor(contacts, temporalOutage, journal::forget);
        ContainerActivityWorker activity = new ContainerActivityWorker(
                attempts, interceptor, profile, settings.timing().signInterval());
        this.temporal = new TemporalWorker(settings, profile, interceptor, activity);
    }

    private ImageStore imageStore(ContainerEngine engine) {
        ImageSettings images = settings.images();
        return new ImageStore(
                engine,
                new RegistryLogins(profile.id().value(), images.credentials(), images.dockerConfig()),
                new PullRules(
                        images.pullTimeout(),
                        images.noProgressTimeout(),
                        images.pullRetries(),
                        SECOND,
                        new SecureRandom()),
                collector,
                Clock.systemUTC());
    }

    private AttemptTools tools(
            ContainerEngine engine, EngineFacts facts, StateDirectory state, Contacts contacts, Journal journal) {
        List<Path> forbidden = new ArrayList<>(List.of(state.path(), Path.of(facts.dataDirectory())));
        if ("unix".equals(settings.engine().host().getScheme())) {
            forbidden.add(Path.of(settings.engine().host().getPath()));
        }
        Path dockerConfig = settings.images().dockerConfig();
        if (dockerConfig != null) {
            forbidden.add(dockerConfig);
        }
        Path credentials = settings.images().credentials();
        if (credentials != null) {
            forbidden.add(credentials);
        }
        return new AttemptTools(
                engine,
                imageStore(engine),
                settings.images().architectures(),
                new VolumeRoots(profile.id().value(), settings.offer().volumeRoots(), forbidden),
                redis.ledger(),
                new AttemptLogs(
                        redis.logs(),
                        new LogSpools(
                                state.path().resolve("spool"),
                                settings.log().spoolBytes(),
                                settings.log().spoolBytesInAll(),
                                Instant.now(Clock.systemUTC())),
                        Clock.systemUTC()),
                redis.postMortems(),
                journal,
                contacts,
                contactFile,
                profile,
                sampler,
                new KernelLog(),
                conditions,
                gpus,
                new AttemptTools.ContainerLimits(
                        settings.offer().pidsLimit(),
                        gpus.isUsable(facts),
                        settings.offer().allowed()),
                settings.timing().contactLimit(),
                settings.timing().lostAfter().dividedBy(2),
                Clock.systemUTC());
    }

    /** An id that is given to several executors at once is told apart by the number of its directory. */
    private static ExecutorId executorId(IdentitySettings identity, StateDirectory state) {
        String id = identity.id();
        boolean numbered = identity.equalShare() && id != null;
        return state.executorId(numbered ? id + "-" + state.path().getFileName() : id);
    }

    private static Supplier<EqualShare> share(ExecutorSettings settings, StateDirectory state) {
        if (!settings.identity().equalShare()) {
            return () -> EqualShare.WHOLE;
        }
        return new Siblings(state.path(), settings.timing().lostAfter())::share;
    }

    private void report() {
        if (offer.isOutdated()) {
            reporter.reportNext();
        }
        reporter.sign();
        if (reporter.isDisplaced()) {
            temporal.pause();
        } else {
            temporal.serve();
        }
    }

    private static String address(ExecutorSettings settings) {
        String configured = settings.identity().ip();
        if (configured != null) {
            return configured;
        }
        String temporal = settings.temporal().address();
        int colon = temporal.lastIndexOf(':');
        return HostAddress.towards(temporal.substring(0, colon), Integer.parseInt(temporal.substring(colon + 1)));
    }

    private ExecutorReport report(List<HeldAttempt> held) {
        Capacity own = offer.next();
        Set<String> devices = own.gpus().stream().map(Gpu::uuid).collect(Collectors.toSet());
        ownGpus = devices;
        Capacity offered = new Capacity(own.resources(), gpus.healthy(own.gpus()), own.maxJobs());
        IdentitySettings identity = settings.identity();
        return new ExecutorReport(
                profile.id(),
                new Site(profile.ip(), StateDirectory.hostName(), identity.region(), identity.datacenter(), labels()),
                offered,
                engineModel,
                new ProcessIds(processId, predecessor),
                new Health(usage.state(gpuStates(devices)), conditions.sentence()),
                held.stream().map(comparison::held).toList());
    }

    private Map<String, String> labels() {
        Map<String, String> labels = new HashMap<>(settings.identity().labels());
        labels.putAll(Permission.labels(settings.offer().allowed()));
        return labels;
    }

    private List<GpuState> gpuStates(Set<String> devices) {
        Map<String, Instant> idle = sampler.idleGpus();
        return gpus.states().stream()
                .filter(state -> devices.contains(state.gpu().uuid()))
                .map(state -> state.idle(idle.get(state.gpu().uuid())))
                .toList();
    }

    private Set<String> heldGpus(Contacts contacts) {
        return contacts.all().keySet().stream()
                .flatMap(attempt -> comparison.held(attempt).gpuUuids().stream())
                .collect(Collectors.toSet());
    }

    /** The ledger is told first, so that no device is given away that has left. */
    private void tellOfGpus(List<GpuChange> changes) {
        reporter.reportNow();
        changes.forEach(change -> attempts.tellHolder(change.gpu().uuid(), change.sentence()));
    }

    void start() throws InterruptedException {
        // The first report tells what earlier processes left running, and which GPUs are there.
        comparison.compare();
        gpus.look();
        Capacity capacity = offer.whole();
        log.info(
                "executor {}: {} CPU cores, {} MiB, {} GPUs, {} jobs at most; engine {} at {}",
                profile.id(),
                capacity.resources().milliCpus() / 1000.0,
                capacity.resources().memoryMib(),
                capacity.gpus().size(),
                capacity.maxJobs(),
                engineModel.version(),
                settings.engine().host());
        contactFile.write();
        vital.add(new Rhythm("contact-file", SECOND, contactFile::write));
        rhythms.add(new Rhythm(
                "contact-watch",
                SECOND,
                () -> attempts.killSilent(settings.timing().contactLimit())));
        // Hears whether another process is this executor.
        report();
        boolean startsGuard = settings.engine().guard();
        inOwnName("guard-keeper", SECOND.multipliedBy(2), startsGuard ? guard::keep : guard::miss);
        rhythms.add(new Rhythm("gpu-watch", settings.usage().interval(), gpus::look));
        inOwnName("engine-comparison", settings.timing().compareInterval(), comparison::compare);
        rhythms.add(new Rhythm("engine-watch", settings.timing().signInterval(), engineWatch::look));
        rhythms.add(new Rhythm("disk-watch", settings.timing().signInterval(), diskWatch::look));
        vital.add(new Rhythm("report", settings.timing().signInterval(), this::report));
        rhythms.add(new Rhythm("usage", SECOND, sampler::sampleDue));
        rhythms.add(new Rhythm("images", IMAGE_INTERVAL, collector::collect));
    }

    /** What only the process does that is this executor by the ledger's word. */
    private void inOwnName(String name, Duration interval, Rhythm.Beat beat) {
        rhythms.add(new Rhythm(name, interval, () -> {
            if (!reporter.isDisplaced()) {
                beat.once();
            }
        }));
    }

    /** Whether what keeps this executor in contact goes on. An engine, a Redis or a Temporal that is away changes nothing. */
    boolean lives() {
        return vital.stream().allMatch(rhythm -> rhythm.beatWithin(STUCK));
    }

    String name() {
        return profile.id().value();
    }

    @Override
    public void close() {
        temporal.close();
        vital.forEach(Rhythm::close);
        rhythms.forEach(Rhythm::close);
        contactFile.write();
        collector.close();
        redis.close();
        log.info("executor {} has stopped; its containers go on for the next process of it", profile.id());
    }
}
