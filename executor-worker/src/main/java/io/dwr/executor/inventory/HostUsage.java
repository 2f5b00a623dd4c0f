package io.dwr.executor.inventory;

import io.dwr.model.executor.Disk;
import io.dwr.model.executor.GpuState;
import io.dwr.model.executor.HostState;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import oshi.SystemInfo;
import oshi.hardware.CentralProcessor;
import oshi.hardware.GlobalMemory;

/** How this machine is: how busy, and how full its disks are. */
public final class HostUsage {
    private static final Logger log = LoggerFactory.getLogger(HostUsage.class);
    private static final double HUNDREDTHS = 100;

    private final CentralProcessor processor;
    private final GlobalMemory memory;
    private final Map<String, Path> disks;
    private long[] ticks;

    /**
     * @param disks a folder on each, by what it is used for
     */
    public HostUsage(Map<String, Path> disks) {
        this.disks = disks;
        SystemInfo system = new SystemInfo();
        processor = system.getHardware().getProcessor();
        memory = system.getHardware().getMemory();
        ticks = processor.getSystemCpuLoadTicks();
    }

    /** Share of all cores in use since the last call, 0-1. */
    public synchronized double cpu() {
        double load = processor.getSystemCpuLoadBetweenTicks(ticks);
        ticks = processor.getSystemCpuLoadTicks();
        return share(load);
    }

    /** Share of the memory in use, 0-1. */
    public double memory() {
        long total = memory.getTotal();
        return total == 0 ? 0 : share((double) (total - memory.getAvailable()) / total);
    }

    /** With what is known of its GPUs. */
    public HostState state(List<GpuState> gpus) {
        return new HostState(cpu(), memory(), loadAverage(), disks(), gpus);
    }

    private @Nullable Double loadAverage() {
        double load = processor.getSystemLoadAverage(1)[0];
        return load < 0 ? null : Math.round(load * HUNDREDTHS) / HUNDREDTHS;
    }

    /** Of a folder that cannot be looked at, as of an engine on another machine, nothing is told. */
    private List<Disk> disks() {
        List<Disk> found = new ArrayList<>();
        disks.forEach((use, path) -> {
            try {
                FileStore store = Files.getFileStore(path);
                found.add(new Disk(use, path.toString(), store.getTotalSpace(), store.getUsableSpace()));
            } catch (IOException | SecurityException hidden) {
                log.debug("the disk of {} cannot be looked at", path, hidden);
            }
        });
        return found;
    }

    private static double share(double value) {
        return Double.isFinite(value) ? Math.clamp(value, 0, 1) : 0;
    }
}
