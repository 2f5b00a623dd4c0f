package io.dwr.executor.identity;

import io.dwr.model.executor.ExecutorId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The directory with all that outlives a process of this executor; held by one process at a time. */
public final class StateDirectory implements AutoCloseable {
    private static final int SHORT_ID = 8;
    private static final int MOST_NUMBERED = 256;
    private static final String LOCK = "lock";
    private static final Path KERNEL_HOST_NAME = Path.of("/proc/sys/kernel/hostname");

    private final Path path;
    private final FileChannel lockFile;

    private StateDirectory(Path path, FileChannel lockFile) {
        this.path = path;
        this.lockFile = lockFile;
    }

    /**
     * Takes the directory, and makes it when it is not there.
     *
     * @throws StateDirectoryException when another process holds it, or it cannot be written
     */
    public static StateDirectory take(Path path, Instant now) {
        try {
            Files.createDirectories(path);
            FileChannel lockFile = FileChannel.open(
                    path.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            if (tryLock(lockFile) == null) {
                String holder = Files.readString(path.resolve(LOCK)).strip();
                lockFile.close();
                throw new HeldDirectoryException("another executor process holds " + path + ": " + holder
                        + ". Stop that one first, or give this one its own EXECUTOR_STATE_DIR and EXECUTOR_ID.");
            }
            // In place: a full disk does not keep the next process from going on with what runs.
            byte[] holder = holder(now).getBytes(StandardCharsets.UTF_8);
            lockFile.write(ByteBuffer.wrap(holder), 0);
            lockFile.truncate(holder.length);
            return new StateDirectory(path, lockFile);
        } catch (IOException unusable) {
            throw new StateDirectoryException("the state directory " + path + " cannot be used (" + unusable
                    + "): set EXECUTOR_STATE_DIR to a directory that this user may write");
        }
    }

    /**
     * Takes one of the numbered directories in a folder that several executors share: the one that this host held last,
     * else the first that nobody holds. So each keeps its identity through restarts, however many there are.
     *
     * @throws StateDirectoryException when the folder cannot be used
     */
    public static StateDirectory takeNumbered(Path folder, Instant now) {
        List<Path> numbered = IntStream.rangeClosed(1, MOST_NUMBERED)
                .mapToObj(number -> folder.resolve(Integer.toString(number)))
                .toList();
        String here = " on host " + hostName() + " ";
        List<Path> inOrder = new ArrayList<>(numbered.stream()
                .filter(path -> lastHolder(path).contains(here))
                .toList());
        inOrder.addAll(numbered);
        for (Path path : inOrder) {
            Optional<StateDirectory> taken = takeIfFree(path, now);
            if (taken.isPresent()) {
                return taken.get();
            }
        }
        throw new StateDirectoryException("all " + MOST_NUMBERED + " numbered directories in " + folder
                + " are held by other executors: stop some of them");
    }

    private static Optional<StateDirectory> takeIfFree(Path path, Instant now) {
        try {
            return Optional.of(take(path, now));
        } catch (HeldDirectoryException held) {
            return Optional.empty();
        }
    }

    private static String lastHolder(Path path) {
        try {
            return Files.readString(path.resolve(LOCK));
        } catch (IOException none) {
            return "";
        }
    }

    private static @Nullable FileLock tryLock(FileChannel file) throws IOException {
        try {
            return file.tryLock();
        } catch (OverlappingFileLockException heldByThisProcess) {
            return null;
        }
    }

    private static String holder(Instant now) {
        return "process " + ProcessHandle.current().pid() + " on host " + hostName() + " since " + now;
    }

    /** The name of this host, as its kernel has it: no resolver need know it. */
    public static String hostName() {
        try {
            return Files.readString(KERNEL_HOST_NAME).strip();
        } catch (IOException unnamed) {
            return "localhost";
        }
    }

    public Path path() {
        return path;
    }

    /** The id kept here, made on the first call. A configured id is kept, too, and wins. */
    public ExecutorId executorId(@Nullable String configured) {
        Path file = path.resolve("executor-id");
        try {
            String kept = Files.exists(file) ? Files.readString(file).strip() : "";
            if (!kept.isEmpty() && (configured == null || configured.equals(kept))) {
                return new ExecutorId(kept);
            }
            ExecutorId id = new ExecutorId(
                    configured == null ? UUID.randomUUID().toString().substring(0, SHORT_ID) : configured);
            Files.writeString(file, id.value() + "\n");
            return id;
        } catch (IOException unusable) {
            throw new StateDirectoryException(file + " cannot be used: " + unusable);
        }
    }

    /**
     * Notes a process as the one that holds this directory now.
     *
     * @return the one before, which cannot live any more, since it held the lock; empty when none is known
     */
    public Optional<String> succeed(String processId) {
        Path file = path.resolve("process");
        String before = "";
        try {
            before = Files.exists(file) ? Files.readString(file).strip() : "";
            Files.writeString(file, processId + "\n", StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        } catch (IOException full) {
            return Optional.empty();
        }
        return before.isEmpty() ? Optional.empty() : Optional.of(before);
    }

    @Override
    public void close() {
        try {
            lockFile.close();
        } catch (IOException broken) {
            throw new StateDirectoryException("the lock in " + path + " cannot be released: " + broken);
        }
    }
}
