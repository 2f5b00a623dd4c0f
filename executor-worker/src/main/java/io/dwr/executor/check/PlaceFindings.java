package io.dwr.executor.check;

import io.dwr.executor.volume.VolumeRefusedException;
import io.dwr.executor.volume.VolumeRoots;
import io.dwr.model.job.VolumeMount;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Folders: the executor's state, the engine's data, and what jobs may mount. */
final class PlaceFindings {
    private static final long MIB = 1L << 20;
    private static final long GIB = 1L << 30;

    private PlaceFindings() {}

    /**
     * @param startsGuard whether the executor starts its guard itself
     * @param shared whether each executor has a directory of its own in it
     */
    static List<Finding> state(Path state, boolean startsGuard, boolean shared) {
        if (!Files.exists(state)) {
            return List.of(notYet(state));
        }
        if (!Files.isDirectory(state) || !Files.isWritable(state)) {
            return List.of(unwritable(state));
        }
        List<Finding> findings = new ArrayList<>();
        List<Path> held = (shared ? directories(state) : List.of(state))
                .stream().filter(directory -> isHeld(directory.resolve("lock"))).toList();
        if (held.isEmpty()) {
            findings.add(Finding.ok("state", state + ": free to be taken"));
        }
        for (Path directory : held) {
            findings.add(Finding.ok("state", directory + ": held by " + holder(directory)));
            guard(directory, startsGuard, findings);
        }
        disk("state", state, GIB, 64 * MIB, findings);
        return findings;
    }

    private static void guard(Path directory, boolean startsGuard, List<Finding> findings) {
        if (isHeld(directory.resolve("guard.lock"))) {
            findings.add(Finding.ok("guard", "one watches over the executor in " + directory));
        } else if (!startsGuard) {
            findings.add(Finding.fail(
                    "guard",
                    "an executor runs in " + directory + " and no guard watches over it",
                    "start it: systemctl enable --now dwr-guard, or docker compose up -d guard"));
        }
    }

    private static List<Path> directories(Path folder) {
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(Files::isDirectory).sorted().toList();
        } catch (IOException unreadable) {
            return List.of();
        }
    }

    private static Finding notYet(Path state) {
        Path parent = state.getParent();
        while (parent != null && !Files.exists(parent)) {
            parent = parent.getParent();
        }
        boolean canBeMade = parent != null && Files.isDirectory(parent) && Files.isWritable(parent);
        return canBeMade ? Finding.ok("state", state + ": not there yet, will be made") : unwritable(state);
    }

    private static Finding unwritable(Path state) {
        return Finding.fail(
                "state",
                state + " cannot be written by " + System.getProperty("user.name"),
                "give it to this user (install -d -o " + System.getProperty("user.name") + " " + state
                        + "), or set EXECUTOR_STATE_DIR");
    }

    private static boolean isHeld(Path lock) {
        if (!Files.exists(lock)) {
            return false;
        }
        try (FileChannel file = FileChannel.open(lock, StandardOpenOption.WRITE);
                FileLock taken = file.tryLock()) {
            return taken == null;
        } catch (IOException unreadable) {
            return false;
        }
    }

    private static String holder(Path state) {
        try {
            return Files.readString(state.resolve("lock")).strip();
        } catch (IOException unreadable) {
            return "another process";
        }
    }

    /** The engine's data, where this process can see it at all. */
    static List<Finding> data(Path data) {
        List<Finding> findings = new ArrayList<>();
        if (Files.exists(data)) {
            disk("images", data, 10 * GIB, GIB, findings);
        }
        return findings;
    }

    private static void disk(String topic, Path folder, long wanted, long least, List<Finding> findings) {
        try {
            long free = Files.getFileStore(folder).getUsableSpace();
            String text = free / MIB + " MiB are free on the disk of " + folder;
            if (free >= wanted) {
                findings.add(Finding.ok(topic, text));
                return;
            }
            String remedy = topic.equals("images")
                    ? "free some (docker image prune -a), or move the engine's data-root to a larger disk"
                    : "free some, or set EXECUTOR_STATE_DIR to a larger disk";
            findings.add(free < least ? Finding.fail(topic, text, remedy) : Finding.warning(topic, text, remedy));
        } catch (IOException unknown) {
            findings.add(Finding.warning(
                    topic, "the free space of " + folder + " is unknown: " + unknown.getMessage(), "look at the disk"));
        }
    }

    static List<Finding> volumes(List<Path> roots, List<Path> forbidden) {
        if (roots.isEmpty()) {
            return List.of(Finding.ok("volumes", "none may be mounted (EXECUTOR_VOLUME_ROOTS is empty)"));
        }
        VolumeRoots rules = new VolumeRoots("here", roots, forbidden);
        return roots.stream().map(root -> volume(rules, root)).toList();
    }

    private static Finding volume(VolumeRoots rules, Path root) {
        try {
            rules.resolve(new VolumeMount(root.toString(), "/volume", true));
        } catch (VolumeRefusedException refused) {
            return Finding.warning(
                    "volumes",
                    "jobs cannot mount below " + root + ": " + refused.getMessage(),
                    "make that folder so that " + System.getProperty("user.name")
                            + " may enter it, or correct EXECUTOR_VOLUME_ROOTS");
        }
        return Finding.ok("volumes", root.toString());
    }
}
