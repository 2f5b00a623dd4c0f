package io.dwr.executor.journal;

import io.dwr.model.executor.HeldAttempt;
import io.dwr.model.job.JobId;
import io.dwr.model.job.Outcome;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One small file for each attempt, written anew and synced before anything depends on it. What the disk would not take
 * is known all the same while this process lives; the exception says that the next one would not know it.
 */
public final class Journal {
    private static final Logger log = LoggerFactory.getLogger(Journal.class);
    private static final String SUFFIX = ".attempt";
    private static final char SEPARATOR = '.';

    private final Path directory;
    private final Map<HeldAttempt, JournalEntry> entries = new HashMap<>();
    private final Set<HeldAttempt> unwritten = new HashSet<>();

    /** Opens the journal in a directory, and makes it when it is not there. */
    public Journal(Path directory) {
        this.directory = directory;
        try {
            Files.createDirectories(directory);
            try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*" + SUFFIX)) {
                files.forEach(this::load);
            }
        } catch (IOException unusable) {
            throw failure("cannot be opened", unusable);
        }
    }

    public synchronized Optional<JournalEntry> find(HeldAttempt attempt) {
        return Optional.ofNullable(entries.get(attempt));
    }

    public boolean isRefused(HeldAttempt attempt) {
        return find(attempt).map(JournalEntry::refused).orElse(false);
    }

    /** The attempt's container exists from now on, or existed. */
    public void created(HeldAttempt attempt, String containerId) {
        change(attempt, entry -> entry.withContainer(containerId));
    }

    /** The attempt's container is ended by this system from now on. */
    public void stopping(HeldAttempt attempt, String cause, Instant at) {
        change(attempt, entry -> entry.withStop(new JournalEntry.Stop(cause, at)));
    }

    /** The attempt has ended; kept until {@link #forget}. */
    public void ended(HeldAttempt attempt, Outcome outcome) {
        change(attempt, entry -> entry.withOutcome(outcome));
    }

    /** The attempt may never be created or started from now on. */
    public void refuse(HeldAttempt attempt) {
        change(attempt, JournalEntry::withRefusal);
    }

    /** The outcome was accepted: nothing more is to be known. */
    public synchronized void forget(HeldAttempt attempt) {
        JournalEntry entry = entries.get(attempt);
        if (entry == null || entry.refused()) {
            return;
        }
        drop(attempt);
    }

    /**
     * Drops entries longer ago than anybody can ask for: of what ended or was refused, and of what went with its machine.
     *
     * @param present whether an attempt has a container or a supervisor
     */
    public synchronized void forgetOlderThan(Duration age, Instant now, Predicate<HeldAttempt> present) {
        for (JournalEntry entry : Map.copyOf(entries).values()) {
            boolean over = entry.outcome() != null || entry.refused() || !present.test(entry.attempt());
            boolean written = !unwritten.contains(entry.attempt());
            if (over && written && changedAt(entry.attempt()).isBefore(now.minus(age))) {
                drop(entry.attempt());
            }
        }
    }

    /** Writes what the disk would not take before. */
    public synchronized void writeAgain() {
        for (HeldAttempt attempt : List.copyOf(unwritten)) {
            change(attempt, entry -> entry);
        }
    }

    private void drop(HeldAttempt attempt) {
        entries.remove(attempt);
        unwritten.remove(attempt);
        try {
            Files.deleteIfExists(file(attempt));
        } catch (IOException stays) {
            log.warn("{} cannot be deleted: {}", file(attempt), stays.getMessage());
        }
    }

    private Instant changedAt(HeldAttempt attempt) {
        try {
            return Files.getLastModifiedTime(file(attempt)).toInstant();
        } catch (IOException gone) {
            return Instant.EPOCH;
        }
    }

    private synchronized void change(HeldAttempt attempt, UnaryOperator<JournalEntry> change) {
        JournalEntry known = entries.getOrDefault(attempt, JournalEntry.fresh(attempt));
        JournalEntry entry = change.apply(known);
        if (entry.equals(known) && !unwritten.contains(attempt)) {
            return;
        }
        entries.put(attempt, entry);
        unwritten.add(attempt);
        write(entry);
        unwritten.remove(attempt);
    }

    private void write(JournalEntry entry) {
        Path file = file(entry.attempt());
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        ByteBuffer text = ByteBuffer.wrap(JournalText.of(entry).getBytes(StandardCharsets.UTF_8));
        try (FileChannel channel = FileChannel.open(
                fresh, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            while (text.hasRemaining()) {
                channel.write(text);
            }
            channel.force(false);
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            syncNames();
        } catch (IOException unusable) {
            throw failure("cannot be written", unusable);
        }
    }

    /** After a crash of the machine, a file that is synced may still have its old name, or none. */
    private void syncNames() throws IOException {
        try (FileChannel names = FileChannel.open(directory, StandardOpenOption.READ)) {
            names.force(true);
        }
    }

    private void load(Path file) {
        String name = file.getFileName().toString();
        String stem = name.substring(0, name.length() - SUFFIX.length());
        int separator = stem.lastIndexOf(SEPARATOR);
        try {
            HeldAttempt attempt = new HeldAttempt(
                    new JobId(stem.substring(0, separator)), Integer.parseInt(stem.substring(separator + 1)));
            entries.put(attempt, JournalText.parse(attempt, Files.readString(file)));
        } catch (IOException | RuntimeException unreadable) {
            log.warn("{} is not a journal entry and is left aside: {}", file, unreadable.toString());
        }
    }

    private Path file(HeldAttempt attempt) {
        return directory.resolve(attempt.jobId().value() + SEPARATOR + attempt.attempt() + SUFFIX);
    }

    private JournalException failure(String what, IOException cause) {
        return new JournalException(
                "the journal in " + directory + " " + what + " (" + cause
                        + "): free space on its disk, or set EXECUTOR_STATE_DIR to a directory that can be written",
                cause);
    }
}
