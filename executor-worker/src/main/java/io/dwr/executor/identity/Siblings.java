package io.dwr.executor.identity;

import io.dwr.executor.guard.ContactFile;
import io.dwr.executor.guard.KernelClock;
import io.dwr.executor.inventory.EqualShare;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The executors that share an engine and a folder of numbered state directories. One counts as long as its contact file
 * is younger than {@code lost_after}, so that a restart changes nobody's share.
 */
public final class Siblings {
    private static final Logger log = LoggerFactory.getLogger(Siblings.class);
    private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,3}");

    private final Path own;
    private final Path folder;
    private final Duration lostAfter;
    private EqualShare last = EqualShare.WHOLE;

    /**
     * @param own numbered directory of this executor
     */
    public Siblings(Path own, Duration lostAfter) {
        this.own = own;
        this.folder = own.resolveSibling(".").normalize();
        this.lostAfter = lostAfter;
    }

    /** This one's part. What the folder said last, when it cannot be read. */
    public synchronized EqualShare share() {
        try (Stream<Path> entries = Files.list(folder)) {
            List<Path> live = entries.filter(Siblings::isNumbered)
                    .filter(directory -> directory.equals(own) || isLive(directory))
                    .sorted(Comparator.comparingInt(Siblings::number))
                    .toList();
            last = new EqualShare(live.indexOf(own), live.size());
        } catch (IOException unreadable) {
            log.warn("{} cannot be read, so this executor's share stays as it is: {}", folder, unreadable.toString());
        }
        return last;
    }

    private boolean isLive(Path directory) {
        try {
            ContactFile contact = ContactFile.read(directory.resolve("contact"));
            long age = KernelClock.uptimeMillis() - contact.writtenMillis();
            return contact.bootId().equals(KernelClock.bootId()) && age < lostAfter.toMillis();
        } catch (IOException neverStarted) {
            return false;
        }
    }

    private static boolean isNumbered(Path directory) {
        return NUMBER.matcher(directory.getFileName().toString()).matches();
    }

    private static int number(Path directory) {
        return Integer.parseInt(directory.getFileName().toString());
    }
}
