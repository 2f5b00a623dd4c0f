package io.dwr.executor.contact;

import io.dwr.executor.guard.ContactFile;
import io.dwr.executor.guard.KernelClock;
import io.dwr.executor.identity.ExecutorProfile;
import io.dwr.model.executor.HeldAttempt;
import io.dwr.model.job.JobId;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes down the last contact of each attempt for the guard, and for the next process of this executor. */
public final class ContactFileWriter {
    private static final Logger log = LoggerFactory.getLogger(ContactFileWriter.class);

    private final Path file;
    private final Path marks;
    private final Contacts contacts;
    private final ExecutorProfile profile;
    private final URI engine;
    private final Duration limit;
    private final long pid = ProcessHandle.current().pid();
    private boolean complained;

    /**
     * @param limit silence after which the guard kills
     */
    public ContactFileWriter(
            Path stateDirectory, Contacts contacts, ExecutorProfile profile, URI engine, Duration limit) {
        this.file = stateDirectory.resolve("contact");
        this.marks = stateDirectory.resolve("guard-killed");
        this.contacts = contacts;
        this.profile = profile;
        this.engine = engine;
        this.limit = limit;
    }

    /** Takes over what the process before wrote in this boot. */
    public void takeOver() {
        try {
            ContactFile earlier = ContactFile.read(file);
            if (!earlier.bootId().equals(KernelClock.bootId())) {
                return;
            }
            earlier.contacts().forEach((key, millis) -> contacts.touch(attempt(key), Duration.ofMillis(millis)));
        } catch (IOException | IllegalArgumentException none) {
            log.debug("no contact file to take over: {}", none.getMessage());
        }
    }

    /**
     * A full disk does not stop it, since the file has its room. One that cannot be written at all makes the guard kill in
     * time, which is the safe side.
     */
    public synchronized void write() {
        try {
            Map<String, Long> lines = new HashMap<>();
            contacts.all().forEach((attempt, then) -> lines.put(key(attempt), then.toMillis()));
            new ContactFile(
                            KernelClock.bootId(),
                            KernelClock.uptimeMillis(),
                            limit.toMillis(),
                            pid,
                            KernelClock.startTicks(pid).orElse(""),
                            engine.toString(),
                            profile.cluster(),
                            profile.id().value(),
                            lines)
                    .write(file);
            complained = false;
        } catch (IOException unwritable) {
            if (!complained) {
                log.error(
                        "{} cannot be written ({}): free its disk, or the guard stops all containers in {} s",
                        file,
                        unwritable.getMessage(),
                        limit.toSeconds());
                complained = true;
            }
        }
    }

    /** Whether the guard killed this attempt's container. */
    public boolean killedByGuard(HeldAttempt attempt) {
        return Files.exists(marks.resolve(key(attempt)));
    }

    /** Forgets the guard's deeds on attempts that are over. */
    public void dropMarks() {
        try (var files = Files.newDirectoryStream(marks)) {
            for (Path mark : files) {
                if (!contacts.all().containsKey(attempt(mark.getFileName().toString()))) {
                    Files.deleteIfExists(mark);
                }
            }
        } catch (IOException | IllegalArgumentException none) {
            log.debug("no marks of the guard: {}", none.getMessage());
        }
    }

    private static String key(HeldAttempt attempt) {
        return attempt.jobId().value() + "." + attempt.attempt();
    }

    private static HeldAttempt attempt(String key) {
        int dot = key.lastIndexOf('.');
        if (dot < 0) {
            throw new IllegalArgumentException(key + " names no attempt");
        }
        return new HeldAttempt(new JobId(key.substring(0, dot)), Integer.parseInt(key.substring(dot + 1)));
    }
}
