package io.dwr.executor.guard;

import io.dwr.service.ServiceManager;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Guards every executor that has its state directory in a folder, new ones as they come. */
final class FolderGuard {
    private static final long STEP_MILLIS = 1000;
    private static final String LOCK = "lock";

    private final Path folder;
    private final ServiceManager manager;
    private final Set<Path> guarded = ConcurrentHashMap.newKeySet();
    private String lastComplaint = "";

    FolderGuard(Path folder, ServiceManager manager) {
        this.folder = folder;
        this.manager = manager;
    }

    void watch() throws InterruptedException {
        Guard.say("guards every executor in " + folder);
        while (true) {
            look();
            Thread.sleep(STEP_MILLIS);
        }
    }

    private void look() {
        try (DirectoryStream<Path> directories =
                Files.newDirectoryStream(folder, directory -> Files.exists(directory.resolve(LOCK)))) {
            for (Path directory : directories) {
                if (guarded.add(directory)) {
                    Thread.ofPlatform().name("guard-" + directory.getFileName()).start(() -> guard(directory));
                }
            }
            lastComplaint = "";
        } catch (IOException | RuntimeException notNow) {
            complain(notNow.toString());
        }
    }

    private void guard(Path directory) {
        try {
            new Guard(directory, true, manager).run();
        } catch (IOException unusable) {
            complain(unusable.toString());
        } catch (InterruptedException over) {
            Thread.currentThread().interrupt();
        } finally {
            guarded.remove(directory);
        }
    }

    private synchronized void complain(String complaint) {
        if (!complaint.equals(lastComplaint)) {
            Guard.say(complaint);
            lastComplaint = complaint;
        }
    }
}
