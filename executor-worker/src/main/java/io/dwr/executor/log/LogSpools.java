package io.dwr.executor.log;

import io.dwr.model.executor.HeldAttempt;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Disk for log lines that the store cannot take now, bounded for each attempt and in all. */
public final class LogSpools {
    private static final Logger log = LoggerFactory.getLogger(LogSpools.class);
    private static final String SUFFIX = ".spool";
    private static final Duration KEPT = Duration.ofDays(7);

    private final Path directory;
    private final long mostOfOne;
    private final long mostInAll;
    private final AtomicLong used = new AtomicLong();
    private final AtomicBoolean full = new AtomicBoolean();

    /**
     * Finds what earlier processes left, and deletes what nobody will ask for.
     *
     * @param mostOfOne bytes that one attempt may take; 0 = nothing goes to disk
     * @param mostInAll bytes that all may take
     */
    public LogSpools(Path directory, long mostOfOne, long mostInAll, Instant now) {
        this.directory = directory;
        this.mostOfOne = mostOfOne;
        this.mostInAll = mostInAll;
        try {
            Files.createDirectories(directory);
            try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*" + SUFFIX)) {
                for (Path file : files) {
                    if (Files.getLastModifiedTime(file).toInstant().isBefore(now.minus(KEPT))) {
                        Files.delete(file);
                    } else {
                        used.addAndGet(Files.size(file));
                    }
                }
            }
        } catch (IOException unusable) {
            log.warn("logs cannot be kept in {} while Redis is away: {}", directory, unusable.toString());
        }
    }

    LogSpool of(HeldAttempt attempt) {
        return new LogSpool(this, file(attempt));
    }

    /** Deletes what is left of an attempt that nobody goes on with. */
    void forget(HeldAttempt attempt) {
        Path file = file(attempt);
        try {
            if (Files.exists(file)) {
                long size = Files.size(file);
                Files.delete(file);
                giveBack(size);
            }
        } catch (IOException stays) {
            log.warn("{} cannot be deleted: {}", file, stays.toString());
        }
    }

    private Path file(HeldAttempt attempt) {
        return directory.resolve(attempt.jobId() + "." + attempt.attempt() + SUFFIX);
    }

    /** Takes space for a spool that has some already; false when there is none left. */
    boolean take(long had, long bytes) {
        if (had + bytes > mostOfOne) {
            return false;
        }
        if (used.addAndGet(bytes) > mostInAll) {
            used.addAndGet(-bytes);
            if (!full.getAndSet(true)) {
                log.warn(
                        "logs take {} MiB in {}, which is all that they may: output waits until Redis takes it",
                        mostInAll >> 20,
                        directory);
            }
            return false;
        }
        return true;
    }

    void giveBack(long bytes) {
        used.addAndGet(-bytes);
        full.set(false);
    }
}
