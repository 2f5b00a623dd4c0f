package io.dwr.executor;

import io.dwr.executor.attempt.AttemptTools;
import io.dwr.executor.attempt.Attempts;
import io.dwr.executor.condition.Conditions;
import io.dwr.executor.contact.ContactFileWriter;
import io.dwr.executor.contact.Contacts;
import io.dwr.executor.contact.Uptime;
import io.dwr.executor.image.ImageCollector;
import io.dwr.executor.image.ImageDisk;
import io.dwr.executor.image.ImageStore;
import io.dwr.executor.image.PullRules;
import io.dwr.executor.inventory.GpuWatch;
import io.dwr.executor.journal.Journal;
import io.dwr.executor.kernel.KernelLog;
import io.dwr.executor.log.AttemptLogs;
import io.dwr.executor.log.LogSpools;
import io.dwr.executor.registry.RegistryLogins;
import io.dwr.executor.report.LateRedis;
import io.dwr.executor.settings.ExecutorSettings;
import io.dwr.executor.settings.ImageSettings;
import io.dwr.executor.usage.UsageSampler;
import io.dwr.executor.volume.VolumeRoots;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** The attempts of this process, with what they work with and what keeps account of them on this machine. */
final class AttemptParts implements AutoCloseable {
    private static final Clock CLOCK = Clock.systemUTC();
    private static final Duration BETWEEN_PULLS = Duration.ofSeconds(1);

    private final Ground ground;
    private final ExecutorSettings settings;
    private final Contacts contacts = new Contacts(Uptime.ofMachine());
    private final ContactFileWriter contactFile;
    private final Journal journal;
    private final UsageSampler sampler;
    private final ImageCollector collector;
    private final Attempts attempts;

    AttemptParts(Ground ground, LateRedis redis, GpuWatch gpus, Conditions conditions) {
        this.ground = ground;
        this.settings = ground.settings();
        Path state = ground.state().path();
        this.contactFile = new ContactFileWriter(
                state,
                contacts,
                ground.profile(),
                settings.engine().host(),
                settings.timing().contactLimit());
        contactFile.takeOver();
        this.journal = new Journal(state.resolve("journal"));
        this.sampler = new UsageSampler(ground.engine(), redis.usage(), gpus::readings, settings.usage(), CLOCK);
        this.collector = new ImageCollector(
                ground.engine(),
                ImageDisk.under(ground.engineData()),
                settings.images().collection(),
                state,
                CLOCK);
        this.attempts = new Attempts(tools(redis, gpus, conditions));
    }

    private AttemptTools tools(LateRedis redis, GpuWatch gpus, Conditions conditions) {
        return new AttemptTools(
                ground.engine(),
                images(),
                settings.images().architectures(),
                new VolumeRoots(ground.profile().id().value(), settings.offer().volumeRoots(), forbidden()),
                redis.ledger(),
                new AttemptLogs(redis.logs(), spools(), CLOCK),
                redis.postMortems(),
                journal,
                contacts,
                contactFile,
                ground.profile(),
                sampler,
                new KernelLog(),
                conditions,
                gpus,
                new AttemptTools.ContainerLimits(
                        settings.offer().pidsLimit(),
                        () -> gpus.isUsable(ground.facts()),
                        settings.offer().allowed()),
                settings.timing().contactLimit(),
                settings.timing().lostAfter().dividedBy(2),
                CLOCK);
    }

    private ImageStore images() {
        ImageSettings images = settings.images();
        return new ImageStore(
                ground.engine(),
                new RegistryLogins(ground.profile().id().value(), images.credentials(), images.dockerConfig()),
                new PullRules(
                        images.pullTimeout(),
                        images.noProgressTimeout(),
                        images.pullRetries(),
                        BETWEEN_PULLS,
                        new SecureRandom()),
                collector,
                CLOCK);
    }

    private LogSpools spools() {
        return new LogSpools(
                ground.state().path().resolve("spool"),
                settings.log().spoolBytes(),
                settings.log().spoolBytesInAll(),
                Instant.now(CLOCK));
    }

    /** What no job may mount: whoever has it has the machine, or the executor's secrets. */
    private List<Path> forbidden() {
        boolean socket = "unix".equals(settings.engine().host().getScheme());
        return Stream.of(
                        ground.state().path(),
                        ground.engineData(),
                        socket ? Path.of(settings.engine().host().getPath()) : null,
                        settings.images().dockerConfig(),
                        settings.images().credentials())
                .filter(Objects::nonNull)
                .toList();
    }

    Attempts attempts() {
        return attempts;
    }

    Contacts contacts() {
        return contacts;
    }

    ContactFileWriter contactFile() {
        return contactFile;
    }

    Journal journal() {
        return journal;
    }

    UsageSampler sampler() {
        return sampler;
    }

    ImageCollector collector() {
        return collector;
    }

    @Override
    public void close() {
        contactFile.write();
        collector.close();
    }
}
