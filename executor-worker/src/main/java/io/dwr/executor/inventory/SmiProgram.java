package io.dwr.executor.inventory;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code nvidia-smi}, one call at a time. A call that does not end in time is killed; while a killed one is still there, since
 * the driver holds it in the kernel, no other is begun, so that a driver that hangs gathers no processes and no threads.
 */
final class SmiProgram {
    private static final Logger log = LoggerFactory.getLogger(SmiProgram.class);
    private static final String PROGRAM = "nvidia-smi";
    private static final String HOOK = "nvidia-container-runtime-hook";
    private static final int MOST_BYTES = 1 << 20;
    private static final long STEP_MILLIS = 5;

    private final List<Path> searchPath;
    private final Duration deadline;
    private @Nullable Process killed;

    /**
     * @param searchPath directories of programs, separated as in {@code PATH}
     * @param deadline of one call
     */
    SmiProgram(String searchPath, Duration deadline) {
        this.searchPath = Stream.of(searchPath.split(File.pathSeparator))
                .filter(part -> !part.isEmpty())
                .map(Path::of)
                .toList();
        this.deadline = deadline;
    }

    /**
     * What a call gave.
     *
     * @param text of both streams
     */
    record Answer(int exitCode, String text) {}

    boolean isInstalled() {
        return program(PROGRAM) != null;
    }

    boolean hasHook() {
        return program(HOOK) != null;
    }

    private @Nullable Path program(String name) {
        return searchPath.stream()
                .map(directory -> directory.resolve(name))
                .filter(Files::isExecutable)
                .findFirst()
                .orElse(null);
    }

    /** Null when it gives no answer in time, or cannot be run. */
    synchronized @Nullable Answer run(List<String> arguments) throws InterruptedException {
        Path program = program(PROGRAM);
        if (program == null || (killed != null && killed.isAlive())) {
            return null;
        }
        killed = null;
        List<String> command = new ArrayList<>(List.of(program.toString()));
        command.addAll(arguments);
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                    .start();
            return answer(process);
        } catch (IOException unusable) {
            log.warn("{} cannot be run: {}", program, unusable.getMessage());
            return null;
        }
    }

    /** Reads only what is there: a read that waits could not be ended. */
    private @Nullable Answer answer(Process process) throws IOException, InterruptedException {
        StringBuilder text = new StringBuilder();
        long end = System.nanoTime() + deadline.toNanos();
        InputStream output = process.getInputStream();
        try {
            while (!process.waitFor(STEP_MILLIS, TimeUnit.MILLISECONDS)) {
                take(output, text);
                if (System.nanoTime() - end > 0) {
                    return null;
                }
            }
            take(output, text);
            return new Answer(process.exitValue(), text.toString());
        } finally {
            if (process.isAlive()) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
                killed = process;
            }
        }
    }

    private static void take(InputStream output, StringBuilder text) throws IOException {
        while (output.available() > 0 && text.length() < MOST_BYTES) {
            byte[] part = output.readNBytes(output.available());
            text.append(new String(part, StandardCharsets.UTF_8));
        }
    }
}
