package io.dwr.executor.check;

import io.dwr.executor.engine.EngineFacts;
import io.dwr.executor.inventory.GpuSource;
import io.dwr.model.executor.Gpu;
import io.dwr.model.executor.GpuState;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Whether the GPUs of this machine can be given to jobs. */
final class GpuFindings {
    private static final String TOPIC = "gpu";

    private GpuFindings() {}

    /**
     * @param states of the GPUs that were found
     * @param chosen {@code EXECUTOR_GPUS}
     * @param devices the folder of device files, {@code /dev}
     */
    static List<Finding> of(
            GpuSource source, List<GpuState> states, EngineFacts engine, List<String> chosen, Path devices) {
        long files = deviceFiles(devices);
        List<Gpu> present = source.find(engine.withNvidiaRuntime());
        if (present.isEmpty()) {
            return List.of(none(files));
        }
        List<Finding> findings = new ArrayList<>();
        if (source.find(engine).isEmpty()) {
            return List.of(withoutToolkit(present.size(), !chosen.isEmpty()));
        }
        findings.add(Finding.ok(TOPIC, present.size() + ": " + models(present)));
        for (GpuState state : states) {
            if (state.fault() != null) {
                findings.add(Finding.warning(
                        TOPIC,
                        state.gpu().uuid() + " is not offered: " + state.fault(),
                        "see nvidia-smi -q -i " + state.gpu().uuid() + "; it is offered again once it looks well"));
            }
        }
        boolean sliced = present.stream().anyMatch(gpu -> gpu.uuid().startsWith("MIG-"));
        if (!sliced && files < present.size()) {
            findings.add(Finding.warning(
                    TOPIC,
                    "nvidia-smi lists " + present.size() + " GPUs, and " + devices + " has " + files
                            + " device files for them",
                    "load the driver's devices (nvidia-modprobe -u -c=0, or nvidia-persistenced)"));
        }
        List<String> unknown = chosen.stream()
                .filter(uuid -> present.stream().noneMatch(gpu -> gpu.uuid().equals(uuid)))
                .toList();
        if (!unknown.isEmpty()) {
            findings.add(Finding.warning(
                    TOPIC,
                    "EXECUTOR_GPUS names " + String.join(", ", unknown) + ", which is not here",
                    "correct EXECUTOR_GPUS: nvidia-smi -L lists the ids"));
        }
        return findings;
    }

    /** Such a machine offers no GPU, which is unfit only where the operator named some. */
    private static Finding withoutToolkit(int present, boolean named) {
        String text = present + " GPUs are here, and the engine cannot hand them to containers: ";
        String remedy = "install the NVIDIA container toolkit (nvidia-container-toolkit), then restart the engine";
        return named
                ? Finding.fail(TOPIC, text + "not even those of EXECUTOR_GPUS are offered", remedy)
                : Finding.warning(TOPIC, text + "none is offered", remedy);
    }

    private static Finding none(long files) {
        if (files == 0) {
            return Finding.ok(TOPIC, "none; jobs that ask for one run elsewhere");
        }
        return Finding.warning(
                TOPIC,
                files + " NVIDIA device files are here, and nvidia-smi lists no GPU",
                "install or repair the NVIDIA driver's tools, so that nvidia-smi -L lists the GPUs");
    }

    private static String models(List<Gpu> gpus) {
        return gpus.stream()
                .collect(Collectors.groupingBy(Gpu::model, TreeMap::new, Collectors.counting()))
                .entrySet()
                .stream()
                .map(model -> model.getValue() + " × " + model.getKey())
                .collect(Collectors.joining(", "));
    }

    private static long deviceFiles(Path devices) {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(devices, "nvidia[0-9]*")) {
            long count = 0;
            for (Path _ : files) {
                count++;
            }
            return count;
        } catch (IOException unreadable) {
            return 0;
        }
    }
}
