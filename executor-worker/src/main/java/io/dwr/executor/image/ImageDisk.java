package io.dwr.executor.image;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The disk that the engine keeps images on. */
public interface ImageDisk {
    /** Empty when it cannot be seen from here. */
    Optional<Room> room();

    /**
     * What is left of it.
     *
     * @param total bytes
     * @param free bytes that may be written
     */
    record Room(long total, long free) {
        /** 0-100, rounded up as {@code df} does. */
        int usedPercent() {
            return total == 0 ? 0 : (int) Math.ceilDiv((total - free) * 100, total);
        }
    }

    /** The disk under a directory of this machine. */
    static ImageDisk under(Path directory) {
        return () -> {
            try {
                FileStore store = Files.getFileStore(directory);
                return Optional.of(new Room(store.getTotalSpace(), store.getUsableSpace()));
            } catch (IOException unseen) {
                return Optional.empty();
            }
        };
    }
}
