package io.dwr.executor.contact;

import io.dwr.executor.guard.Guard;
import io.dwr.service.ServiceManager;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sees to it that a guard is at work: starts one as a process of its own session, or says that an operator's is missing. */
public final class GuardKeeper {
    private static final Logger log = LoggerFactory.getLogger(GuardKeeper.class);
    private static final Path SETSID = Path.of("/usr/bin/setsid");

    private final Path stateDirectory;
    private boolean guarded = true;

    public GuardKeeper(Path stateDirectory) {
        this.stateDirectory = stateDirectory;
    }

    /** Starts a guard unless one holds its lock. */
    public void keep() {
        if (isGuarded()) {
            return;
        }
        try {
            File output = stateDirectory.resolve("guard.log").toFile();
            ProcessBuilder builder = new ProcessBuilder(command());
            // The guard needs no passwords.
            builder.environment().clear();
            Process guard = builder.redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(output))
                    .start();
            log.info("started the guard of {} (process {})", stateDirectory, guard.pid());
        } catch (IOException unable) {
            log.error(
                    "the guard cannot be started ({}): should this process be killed, its containers go on unwatched",
                    unable.getMessage());
        }
    }

    /** For a guard that an operator runs: says when there is none, and when it is back. */
    public void miss() {
        boolean now = isGuarded();
        if (guarded && !now) {
            log.error(
                    "no guard watches over {}: should this process be killed or freeze, its containers go on. Start it "
                            + "(systemctl start dwr-guard), or unset EXECUTOR_GUARD and this process starts one.",
                    stateDirectory);
        }
        if (!guarded && now) {
            log.info("a guard watches over {}", stateDirectory);
        }
        guarded = now;
    }

    private boolean isGuarded() {
        try (FileChannel file = FileChannel.open(
                        stateDirectory.resolve("guard.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = file.tryLock()) {
            return lock == null;
        } catch (IOException unreadable) {
            log.debug("guard.lock cannot be tried", unreadable);
            return false;
        }
    }

    private List<String> command() throws IOException {
        List<String> command = new ArrayList<>();
        if (Files.isExecutable(SETSID)) {
            command.add(SETSID.toString());
        }
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx16m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xshare:auto",
                "-cp",
                classPath(),
                Guard.class.getName(),
                stateDirectory.toString()));
        return command;
    }

    private static String classPath() throws IOException {
        return placeOf(Guard.class) + File.pathSeparator + placeOf(ServiceManager.class);
    }

    private static Path placeOf(Class<?> type) throws IOException {
        try {
            return Path.of(
                    type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException odd) {
            throw new IOException(odd);
        }
    }
}
