package io.dwr.executor.guard;

import io.dwr.service.ServiceManager;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The dead man's switch of one executor. It reads what the worker writes about its contact and kills containers whose
 * contact is too long ago, whether the worker is dead, frozen, or alive and cut off. It leaves when the worker is gone
 * and nothing of ours runs.
 *
 * <p>Arguments: the state directory, by default {@code EXECUTOR_STATE_DIR}, and {@code --stay} to go on for ever, as a
 * service of its own. That one waits for a guard that is there already, and tells the service manager that it lives. With {@code
 * --each}, the directory is a folder whose state directories are all guarded.
 */
public final class Guard {
    private static final long STEP_MILLIS = 1000;
    private static final int LIST_EVERY_STEPS = 2;
    private static final String STAY = "--stay";

    private final Path state;
    private final boolean stays;
    private final ServiceManager manager;
    private final Set<String> killing = ConcurrentHashMap.newKeySet();
    private String lastComplaint = "";
    private int step;

    Guard(Path state, boolean stays, ServiceManager manager) {
        this.state = state;
        this.stays = stays;
        this.manager = manager;
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(List.of(arguments));
        boolean stays = words.remove(STAY);
        boolean each = words.remove("--each");
        String directory = words.isEmpty() ? System.getenv("EXECUTOR_STATE_DIR") : words.getFirst();
        if (directory == null || directory.isBlank() || words.size() > 1) {
            System.err.println("usage: Guard [STATE_DIRECTORY] [--stay | --each]   (without one: EXECUTOR_STATE_DIR)");
            System.exit(2);
        }
        ServiceManager manager = ServiceManager.of(System.getenv());
        if (each) {
            new FolderGuard(Path.of(directory), manager).watch();
            return;
        }
        new Guard(Path.of(directory), stays, manager).run();
    }

    /** Returns at once when there is another guard and this one does not stay. */
    void run() throws IOException, InterruptedException {
        if (stays) {
            Files.createDirectories(state);
        }
        manager.ready("guards " + state);
        try (FileChannel file = FileChannel.open(
                        state.resolve("guard.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = lock(file)) {
            if (lock == null) {
                return;
            }
            Files.writeString(
                    state.resolve("guard.pid"), ProcessHandle.current().pid() + "\n");
            watch();
        }
    }

    /** Null when there is another guard, which is enough. One that stays waits for the other's end. */
    private @Nullable FileLock lock(FileChannel file) throws IOException, InterruptedException {
        FileLock lock = file.tryLock();
        while (lock == null && stays) {
            complain("another guard watches over " + state + " already: waits for its end");
            manager.alive();
            Thread.sleep(STEP_MILLIS);
            lock = file.tryLock();
        }
        return lock;
    }

    private void watch() throws InterruptedException {
        say("guards " + state);
        boolean goesOn = true;
        while (goesOn) {
            try {
                goesOn = look(ContactFile.read(state.resolve("contact"))) || stays;
                lastComplaint = "";
            } catch (NoSuchFileException notYet) {
                complain("no executor has begun its work in " + state + " yet");
                goesOn = stays || Files.isDirectory(state);
            } catch (IOException | RuntimeException | Error notNow) {
                complain(notNow.toString());
                goesOn = stays || Files.isDirectory(state);
            }
            manager.alive();
            step++;
            Thread.sleep(STEP_MILLIS);
        }
        say("the worker is gone and nothing runs: leaves");
    }

    /** Kills what must not run any more; false when there is nothing left to guard. */
    private boolean look(ContactFile file) throws IOException {
        EngineSocket engine = new EngineSocket(file.engine());
        long now = KernelClock.uptimeMillis();
        boolean sameBoot = file.bootId().equals(KernelClock.bootId());
        List<String> own = List.of("dwr.cluster=" + file.cluster(), "dwr.executor=" + file.executor());
        boolean silent = !sameBoot || now - file.writtenMillis() > file.limitMillis();
        if (!silent) {
            killSilent(engine, own, file, now);
        } else if (step % LIST_EVERY_STEPS == 0) {
            killAll(engine, own, file);
        }
        // A start that the worker asked for last may still be under way.
        return !silent || workerLives(file, sameBoot) || !engine.running(own).isEmpty();
    }

    private void killAll(EngineSocket engine, List<String> own, ContactFile file) throws IOException {
        List<String> running = engine.running(own);
        if (running.isEmpty()) {
            return;
        }
        for (String attempt : file.contacts().keySet()) {
            mark(attempt);
        }
        for (String id : running) {
            kill(engine, id, "the worker is silent for too long");
        }
    }

    private void killSilent(EngineSocket engine, List<String> own, ContactFile file, long now) throws IOException {
        for (Map.Entry<String, Long> contact : file.contacts().entrySet()) {
            if (now - contact.getValue() <= file.limitMillis()) {
                continue;
            }
            int dot = contact.getKey().lastIndexOf('.');
            List<String> labels = new ArrayList<>(own);
            labels.add("dwr.job=" + contact.getKey().substring(0, dot));
            labels.add("dwr.attempt=" + contact.getKey().substring(dot + 1));
            for (String id : engine.running(labels)) {
                mark(contact.getKey());
                kill(engine, id, "attempt " + contact.getKey() + " is out of contact for too long");
            }
        }
    }

    /** Each on a thread of its own: a container that cannot be killed must not spare the next one. */
    private void kill(EngineSocket engine, String id, String why) {
        if (!killing.add(id)) {
            return;
        }
        say(why + ": kills container " + id);
        Thread.ofVirtual().start(() -> {
            try {
                engine.kill(id);
            } catch (IOException | RuntimeException notYet) {
                say("container " + id + " cannot be killed yet: " + notYet);
            } finally {
                killing.remove(id);
            }
        });
    }

    /** Tells the worker, should it come back, whose deed this was. A full disk only keeps that a secret. */
    private void mark(String attempt) {
        Path marks = state.resolve("guard-killed");
        try {
            Files.createDirectories(marks);
            Files.writeString(marks.resolve(attempt), Instant.now() + "\n");
        } catch (IOException unwritable) {
            say("the kill of attempt " + attempt + " cannot be noted: " + unwritable.getMessage());
        }
    }

    private static boolean workerLives(ContactFile file, boolean sameBoot) {
        Optional<String> start = KernelClock.startTicks(file.workerPid());
        return sameBoot && start.isPresent() && start.get().equals(file.workerStart());
    }

    private void complain(String complaint) {
        if (!complaint.equals(lastComplaint)) {
            say(complaint);
            lastComplaint = complaint;
        }
    }

    static void say(String text) {
        System.out.println(Instant.now() + " guard: " + text);
    }
}
