package io.dwr.executor.inventory;

import io.dwr.executor.engine.EngineFacts;
import io.dwr.model.executor.Gpu;
import io.dwr.model.executor.GpuState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A program in the place of {@code nvidia-smi}, which answers for two GPUs what a test says. */
abstract class GpuWatchStory {
    static final String A = "GPU-058f2550-5001-b93b-adbd-606efd0bfca1";
    static final String B = "GPU-058f2550-5001-b93b-adbd-606efd0bfcb2";
    static final String WELL = ", NVIDIA H200, 143771, Disabled, 0, 0, 0, [N/A], No, No\n";
    static final Duration LONG = Duration.ofSeconds(60);
    static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    static final EngineFacts ENGINE = new EngineFacts("id", "20.10", 4, 1L << 34, "/var/lib/docker", true);

    @TempDir
    Path directory;

    final List<String> changes = new ArrayList<>();
    Set<String> held = Set.of();

    @BeforeEach
    void install() throws IOException {
        Path program = directory.resolve("nvidia-smi");
        Files.writeString(program, """
                #!/bin/sh
                cd %s
                echo "$$ $*" >> calls
                if [ -e hang ]; then exec sleep 600; fi
                case "$*" in
                *compute-apps*) cat apps ;;
                -L) cat slices ;;
                -i*) grep "^$2" single || { echo 'No devices were found'; exit 6; } ;;
                *) cat answer; exit $(cat code) ;;
                esac
                """.formatted(directory));
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        put("apps", "466, python3, 2566\n");
        put("single", "");
        answers(0, A + WELL + B + WELL);
    }

    void put(String name, String text) {
        try {
            Files.writeString(directory.resolve(name), text);
        } catch (IOException broken) {
            throw new AssertionError(broken);
        }
    }

    void answers(int code, String text) {
        put("answer", text);
        put("code", String.valueOf(code));
    }

    List<String> calls() throws IOException {
        return Files.readAllLines(directory.resolve("calls"));
    }

    GpuWatch watch(Duration deadline, Duration trust, Duration release, String... own) throws Exception {
        GpuWatch watch = new GpuWatch(
                directory.toString(), new GpuLimits(List.of(own), 1024, deadline, trust, release), () -> NOW);
        watch.connect(
                () -> held,
                _ -> true,
                news -> news.forEach(change -> changes.add(change.gpu().uuid().replaceFirst(".*(?=..$)", "")
                        + (change.fault() == null ? " back" : " " + change.fault()))));
        watch.look();
        return watch;
    }

    GpuWatch watch() throws Exception {
        return watch(LONG, LONG, Duration.ZERO);
    }

    static List<String> healthy(GpuWatch watch) {
        return watch.healthy(watch.find(ENGINE)).stream().map(Gpu::uuid).toList();
    }

    static String fault(GpuWatch watch, String uuid) {
        return watch.states().stream()
                .filter(state -> state.gpu().uuid().equals(uuid))
                .map(GpuState::fault)
                .findFirst()
                .orElseThrow();
    }
}
