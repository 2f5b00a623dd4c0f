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
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * GPUs as {@code nvidia-smi} lists them, a GPU in MIG mode by its slices. An engine takes requests for them when it knows an {@code nvidia} runtime, or
 * when NVIDIA's hook lies on its path, which is taken to be this process's path, too: the engine itself does not tell.
 */
public final class NvidiaSmi implements GpuSource {
    private static final Logger log = LoggerFactory.getLogger(NvidiaSmi.class);
    private static final String PROGRAM = "nvidia-smi";
    private static final String HOOK = "nvidia-container-runtime-hook";
    private static final String FORMAT = "--format=csv,noheader,nounits";
    private static final int FIELDS = 3;
    private static final int FIELDS_WITH_MODE = 4;
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

    private @Nullable Path program(String name) {
        return searchPath.stream()
                .map(directory -> directory.resolve(name))
                .filter(Files::isExecutable)
                .findFirst()
                .orElse(null);
    }

    private static List<Gpu> list(Path program) {
        List<Device> devices = parse(query(program));
        if (devices.stream().noneMatch(Device::sliced)) {
            return devices.stream().map(Device::gpu).toList();
        }
        Map<String, List<Gpu>> slices = MigSlices.parse(output(program, "-L"));
        return devices.stream()
                .flatMap(device -> device.sliced()
                        ? slices.getOrDefault(device.gpu().uuid(), List.of()).stream()
                        : Stream.of(device.gpu()))
                .toList();
    }

    /** A driver that knows no MIG mode refuses a question that names it. */
    private static String query(Path program) {
        String withMode = run(program, "--query-gpu=uuid,name,memory.total,mig.mode.current", FORMAT);
        return withMode != null ? withMode : output(program, "--query-gpu=uuid,name,memory.total", FORMAT);
    }

    /** Empty, with a warning, when the program fails. */
    private static String output(Path program, String... arguments) {
        String output = run(program, arguments);
        if (output == null) {
            log.warn("\"{} {}\" fails, so no GPU of it is offered", program, String.join(" ", arguments));
            return "";
        }
        return output;
    }

    /** Null when the program fails. */
    private static @Nullable String run(Path program, String... arguments) {
        List<String> command = new ArrayList<>(List.of(program.toString()));
        command.addAll(List.of(arguments));
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                    .start();
            Thread deadline = Thread.ofVirtual().start(() -> killAfterDeadline(process));
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int exitCode = process.waitFor();
            deadline.interrupt();
            if (exitCode == 0) {
                return output;
            }
            log.info("{} ended with {}: {}", command, exitCode, output.strip());
        } catch (IOException unusable) {
            log.warn("{} cannot be run: {}", program, unusable.getMessage());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        return null;
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

    static List<Device> parse(String output) {
        List<Device> devices = new ArrayList<>();
        for (String line : output.lines().toList()) {
            String[] fields = line.split(",", -1);
            if (fields.length != FIELDS && fields.length != FIELDS_WITH_MODE) {
                continue;
            }
            String memory = fields[2].strip();
            boolean whole = !memory.isEmpty() && memory.chars().allMatch(Character::isDigit);
            boolean sliced =
                    fields.length == FIELDS_WITH_MODE && fields[FIELDS].strip().equals("Enabled");
            devices.add(new Device(
                    new Gpu(fields[0].strip(), fields[1].strip(), whole ? Long.parseLong(memory) : 0), sliced));
        }
        return devices;
    }

    /**
     * One line of the answer.
     *
     * @param sliced in MIG mode: only its slices can be given away
     */
    record Device(Gpu gpu, boolean sliced) {}
}
