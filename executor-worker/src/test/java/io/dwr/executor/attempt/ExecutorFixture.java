package io.dwr.executor.attempt;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.core.DefaultDockerClientConfig;
import com.github.dockerjava.core.DockerClientImpl;
import com.github.dockerjava.zerodep.ZerodepDockerHttpClient;
import io.dwr.executor.condition.Conditions;
import io.dwr.executor.contact.ContactFileWriter;
import io.dwr.executor.contact.Contacts;
import io.dwr.executor.contact.Uptime;
import io.dwr.executor.engine.ContainerEngine;
import io.dwr.executor.engine.ContainerFacts;
import io.dwr.executor.engine.ImageFacts;
import io.dwr.executor.engine.docker.DockerContainerEngine;
import io.dwr.executor.engine.docker.TestEngine;
import io.dwr.executor.identity.ExecutorProfile;
import io.dwr.executor.image.Architectures;
import io.dwr.executor.image.CollectionRules;
import io.dwr.executor.image.ImageCollector;
import io.dwr.executor.image.ImageDisk;
import io.dwr.executor.image.ImageStore;
import io.dwr.executor.image.PullRules;
import io.dwr.executor.inventory.GpuReading;
import io.dwr.executor.journal.Journal;
import io.dwr.executor.kernel.KernelLog;
import io.dwr.executor.log.AttemptLogs;
import io.dwr.executor.log.LogSpools;
import io.dwr.executor.registry.RegistryLogins;
import io.dwr.executor.settings.UsageSettings;
import io.dwr.executor.usage.UsageSampler;
import io.dwr.executor.volume.VolumeRoots;
import io.dwr.model.executor.ExecutorId;
import io.dwr.model.job.JobId;
import io.dwr.model.job.Outcome;
import io.dwr.model.job.Permission;
import io.dwr.model.log.LogLine;
import io.dwr.model.log.LogSource;
import io.dwr.workflow.ContainerActivity.RunRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One executor's parts around an engine, a real one unless a test says otherwise, with the ledger and the logs in memory. */
public final class ExecutorFixture implements AutoCloseable {
    static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Logger log = LoggerFactory.getLogger(ExecutorFixture.class);
    private static final long MIB = 1L << 20;

    final FakeLedger ledger = new FakeLedger();
    final FakeLogStore logs = new FakeLogStore();
    final FakeUsageStore usage = new FakeUsageStore();
    final FakePostMortemStore postMortems = new FakePostMortemStore();
    final ContainerEngine engine;
    final ExecutorProfile profile;
    final Path state;
    final Contacts contacts = new Contacts(Uptime.ofMachine());
    final ContactFileWriter contactFile;
    final Path volumeRoot;
    final Conditions conditions = new Conditions();
    Journal journal;
    ImageCollector collector;
    Duration noProgress = Duration.ofMinutes(1);
    Duration usageInterval = Duration.ofSeconds(1);
    volatile Optional<ImageDisk.Room> disk = Optional.empty();
    Attempts attempts;
    Clock clock = Clock.systemUTC();
    UsageSampler sampler;
    volatile Map<String, GpuReading> gpus = Map.of();
    Set<Permission> allowed = Set.of();
    volatile boolean handsOutGpus;
    volatile Function<List<String>, Optional<String>> gpuProblem = _ -> Optional.empty();
    private final Set<AttemptSupervisor> supervisors = ConcurrentHashMap.newKeySet();

    ExecutorFixture(Path state, Path volumeRoot) {
        this(state, volumeRoot, new DockerContainerEngine(TestEngine.host(), 100));
    }

    /** One executor's parts around another engine, such as one in memory. */
    ExecutorFixture(Path state, Path volumeRoot, ContainerEngine engine) {
        this.state = state;
        this.volumeRoot = volumeRoot;
        this.engine = engine;
        this.profile = new ExecutorProfile(
                new ExecutorId("fixture"),
                "test-" + UUID.randomUUID().toString().substring(0, 8),
                "192.0.2.7");
        this.contactFile = new ContactFileWriter(state, contacts, profile, TestEngine.host(), Duration.ofSeconds(50));
        restart(engine);
    }

    /** As if this process had died: new supervisors, the same disk. The old ones are left to themselves. */
    void restart(ContainerEngine seen) {
        journal = new Journal(state.resolve("journal"));
        attempts = new Attempts(tools(seen));
    }

    /** From now on nothing new can be written into the journal. */
    void breakJournal() {
        try {
            Files.move(state.resolve("journal"), state.resolve("journal-before-" + UUID.randomUUID()));
            Files.writeString(state.resolve("journal"), "a file takes no entries");
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private ImageStore images(ContainerEngine seen) {
        collector = new ImageCollector(
                seen, () -> disk, new CollectionRules(CollectionRules.Scope.PULLED, 85, 75), state, Clock.systemUTC());
        return new ImageStore(
                seen,
                new RegistryLogins("fixture", state.resolve("credentials.json"), null),
                new PullRules(Duration.ofMinutes(5), noProgress, 5, Duration.ofMillis(50), new Random(1)),
                collector,
                Clock.systemUTC());
    }

    AttemptTools tools(ContainerEngine seen) {
        return new AttemptTools(
                seen,
                images(seen),
                new Architectures(Set.of()),
                new VolumeRoots(
                        "fixture",
                        List.of(volumeRoot),
                        List.of(Path.of(TestEngine.host().getPath()))),
                ledger,
                new AttemptLogs(
                        logs,
                        new LogSpools(state.resolve("spool"), 64 * MIB, 64 * MIB, Instant.now()),
                        Clock.systemUTC()),
                postMortems,
                journal,
                contacts,
                contactFile,
                profile,
                sampler(seen),
                new KernelLog(),
                conditions,
                devices -> gpuProblem.apply(devices),
                new AttemptTools.ContainerLimits(512, () -> handsOutGpus, allowed),
                Duration.ofSeconds(50),
                Duration.ofSeconds(5),
                clock);
    }

    private UsageSampler sampler(ContainerEngine seen) {
        sampler = new UsageSampler(
                seen,
                usage,
                () -> gpus,
                new UsageSettings(usageInterval, Duration.ofMinutes(10), BigDecimal.ONE),
                Clock.systemUTC());
        return sampler;
    }

    static JobId newJob() {
        return JobId.timeOrdered(System.currentTimeMillis(), UUID.randomUUID());
    }

    static AttemptSpec image(String reference, String... command) {
        return new AttemptSpec(reference, List.of(command));
    }

    static AttemptSpec box(String... command) {
        return new AttemptSpec("box:latest", List.of(command));
    }

    AttemptSupervisor begin(RunRequest request) {
        return known(attempts.join(request, true, null));
    }

    AttemptSupervisor deliverAgain(RunRequest request) {
        return known(attempts.join(request, false, null));
    }

    private AttemptSupervisor known(AttemptSupervisor supervisor) {
        supervisors.add(supervisor);
        return supervisor;
    }

    /** Supervisors whose engine hangs for ever do not end, and nobody is to wait for them. */
    void forgetSupervisors() {
        supervisors.clear();
    }

    Outcome run(RunRequest request) {
        return await(begin(request));
    }

    static Outcome await(AttemptSupervisor supervisor) {
        return supervisor
                .outcome()
                .orTimeout(LIMIT.toSeconds(), TimeUnit.SECONDS)
                .join();
    }

    /** What the program wrote, per stream; a line that goes on ends without a newline. */
    String written(JobId job, LogSource source) {
        StringBuilder text = new StringBuilder();
        for (LogLine line : logs.of(job)) {
            if (line.source() == source) {
                text.append(line.text()).append(line.continued() ? "" : "\n");
            }
        }
        return text.toString();
    }

    /** As if somebody at the engine gave an image another name. */
    void tag(String reference, String name) {
        int colon = name.lastIndexOf(':');
        try (DockerClient client = DockerClientImpl.getInstance(
                DefaultDockerClientConfig.createDefaultConfigBuilder()
                        .withDockerHost(TestEngine.host().toString())
                        .build(),
                new ZerodepDockerHttpClient.Builder()
                        .dockerHost(TestEngine.host())
                        .build())) {
            client.tagImageCmd(reference, name.substring(0, colon), name.substring(colon + 1))
                    .exec();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /** Removes the images of a test's registry. */
    void forgetImages(String registry) {
        for (ImageFacts image : engine.images()) {
            List<String> names = new ArrayList<>(image.tags());
            names.addAll(image.digests());
            names.stream().filter(name -> name.startsWith(registry + "/")).forEach(engine::removeImage);
        }
    }

    List<ContainerFacts> containers() {
        return engine.list(profile.ownLabels());
    }

    @Override
    public void close() {
        for (ContainerFacts container : containers()) {
            engine.kill(container.id());
            engine.remove(container.id());
        }
        awaitLastWrites();
        if (engine instanceof DockerContainerEngine docker) {
            docker.close();
        }
    }

    /** Supervisors of processes before the last one see the end too, and write it down: nothing may be removed under them. */
    private void awaitLastWrites() {
        try {
            CompletableFuture.allOf(
                            supervisors.stream().map(AttemptSupervisor::outcome).toArray(CompletableFuture[]::new))
                    .orTimeout(LIMIT.toSeconds(), TimeUnit.SECONDS)
                    .join();
        } catch (CompletionException broken) {
            log.info("a supervisor broke, or does not end", broken);
        }
    }
}
