package io.dwr.executor.identity;

import io.dwr.model.executor.ExecutorId;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The directory with all that outlives a process of this executor; held by one process at a time. */
public final class StateDirectory implements AutoCloseable {
    private static final int SHORT_ID = 8;

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
                    path.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            if (tryLock(lockFile) == null) {
                String holder = Files.readString(path.resolve("lock")).strip();
                lockFile.close();
                throw new StateDirectoryException("another executor process holds " + path + ": " + holder
                        + ". Stop that one first, or give this one its own EXECUTOR_STATE_DIR and EXECUTOR_ID.");
            }
            lockFile.truncate(0);
            lockFile.write(ByteBuffer.wrap(holder(now).getBytes(StandardCharsets.UTF_8)));
            return new StateDirectory(path, lockFile);
        } catch (IOException unusable) {
            throw new StateDirectoryException("the state directory " + path + " cannot be used (" + unusable
                    + "): set EXECUTOR_STATE_DIR to a directory that this user may write");
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

    /** The name of this host, for display. */
    public static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException unnamed) {
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
            if (configured == null && Files.exists(file)) {
                return new ExecutorId(Files.readString(file).strip());
            }
            ExecutorId id = new ExecutorId(
                    configured == null ? UUID.randomUUID().toString().substring(0, SHORT_ID) : configured);
            Files.writeString(file, id.value() + "\n");
            return id;
        } catch (IOException unusable) {
            throw new StateDirectoryException(file + " cannot be used: " + unusable);
        }
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
