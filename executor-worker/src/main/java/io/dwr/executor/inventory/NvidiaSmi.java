package io.dwr.executor.inventory;

import io.dwr.executor.engine.EngineFacts;
import io.dwr.model.executor.Gpu;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * GPUs as {@code nvidia-smi} lists them. An engine takes requests for them when it knows an {@code nvidia} runtime, or
 * when NVIDIA's hook lies on its path, which is taken to be this process's path, too: the engine itself does not tell.
 */
public final class NvidiaSmi implements GpuSource {
    private static final Logger log = LoggerFactory.getLogger(NvidiaSmi.class);
    private static final String PROGRAM = "nvidia-smi";
    private static final String HOOK = "nvidia-container-runtime-hook";
    private static final int FIELDS = 3;
    private static final int SECONDS = 20;

    private final List<Path> searchPath;

    /**
     * @param searchPath directories of programs, separated as in {@code PATH}
     */
    public NvidiaSmi(String searchPath) {
        this.searchPath = Stream.of(searchPath.split(File.pathSeparator))
                .filter(part -> !part.isEmpty())
                .map(Path::of)
                .toList();
    }

    @Override
    public List<Gpu> find(EngineFacts engine) {
        Path program = program(PROGRAM);
        if (program == null) {
            return List.of();
        }
        List<Gpu> gpus = list(program);
        if (!gpus.isEmpty() && !engine.nvidiaRuntime() && program(HOOK) == null) {
            log.warn(
                    "{} GPUs are here, but the engine cannot hand them to containers: it knows no nvidia runtime and {} is not on the path. "
                            + "Install the NVIDIA container toolkit and restart the engine. No GPU is offered.",
                    gpus.size(),
                    HOOK);
            return List.of();
        }
        return gpus;
    }

    private @org.jspecify.annotations.Nullable Path program(String name) {
        return searchPath.stream()
                .map(directory -> directory.resolve(name))
                .filter(Files::isExecutable)
                .findFirst()
                .orElse(null);
    }

    private static List<Gpu> list(Path program) {
        try {
            Process process = new ProcessBuilder(
                            program.toString(), "--query-gpu=uuid,name,memory.total", "--format=csv,noheader,nounits")
                    .redirectErrorStream(true)
                    .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                    .start();
            Thread deadline = Thread.ofVirtual().start(() -> killAfterDeadline(process));
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int exitCode = process.waitFor();
            deadline.interrupt();
            if (exitCode != 0) {
                log.warn("{} ended with {}, so no GPU is offered: {}", program, exitCode, output.strip());
                return List.of();
            }
            return parse(output);
        } catch (IOException unusable) {
            log.warn("{} cannot be run, so no GPU is offered: {}", program, unusable.getMessage());
            return List.of();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return List.of();
        }
    }

    private static void killAfterDeadline(Process process) {
        try {
            if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    static List<Gpu> parse(String output) {
        List<Gpu> gpus = new ArrayList<>();
        for (String line : output.lines().toList()) {
            String[] fields = line.split(",", -1);
            if (fields.length != FIELDS) {
                continue;
            }
            String memory = fields[2].strip();
            boolean whole = !memory.isEmpty() && memory.chars().allMatch(Character::isDigit);
            gpus.add(new Gpu(fields[0].strip(), fields[1].strip(), whole ? Long.parseLong(memory) : 0));
        }
        return gpus;
    }
}
