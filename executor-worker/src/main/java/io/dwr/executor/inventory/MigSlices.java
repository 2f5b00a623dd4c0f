package io.dwr.executor.inventory;

import io.dwr.model.executor.Gpu;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The slices of GPUs in MIG mode, as {@code nvidia-smi -L} lists them below their GPU. A slice is named by its GPU's model
 * and its profile, so that a job can ask for exactly that: {@code NVIDIA A100-SXM4-40GB MIG 1g.5gb}.
 */
final class MigSlices {
    private static final Pattern GPU = Pattern.compile("GPU \\d+: (.+) \\(UUID: (GPU-[^)\\s]+)\\)\\s*");
    private static final Pattern SLICE =
            Pattern.compile("\\s+MIG (\\S+)\\s+Device\\s+\\d+: \\(UUID: (MIG-[^)\\s]+)\\)\\s*");
    private static final Pattern MEMORY = Pattern.compile("(\\d{1,6})gb");
    private static final long GB = 1_000_000_000;
    private static final long MIB = 1L << 20;

    private MigSlices() {}

    /** By the device id of the GPU that they are part of. */
    static Map<String, List<Gpu>> parse(String list) {
        Map<String, List<Gpu>> slices = new LinkedHashMap<>();
        String model = "";
        List<Gpu> ofGpu = new ArrayList<>();
        for (String line : list.lines().toList()) {
            Matcher gpu = GPU.matcher(line);
            if (gpu.matches()) {
                model = gpu.group(1);
                ofGpu = slices.computeIfAbsent(gpu.group(2), _ -> new ArrayList<>());
                continue;
            }
            Matcher slice = SLICE.matcher(line);
            if (slice.matches()) {
                String profile = slice.group(1);
                ofGpu.add(new Gpu(slice.group(2), model + " MIG " + profile, memoryMib(profile)));
            }
        }
        return slices;
    }

    /** As the profile's name tells, in decimal GB: a little less than the slice has, so that no job gets less than asked. */
    private static long memoryMib(String profile) {
        Matcher memory = MEMORY.matcher(profile);
        return memory.find() ? Long.parseLong(memory.group(1)) * GB / MIB : 0;
    }
}
