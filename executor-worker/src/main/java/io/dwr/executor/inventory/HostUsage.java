package io.dwr.executor.inventory;

import oshi.SystemInfo;
import oshi.hardware.CentralProcessor;
import oshi.hardware.GlobalMemory;

/** How busy this machine is. */
public final class HostUsage {
    private final CentralProcessor processor;
    private final GlobalMemory memory;
    private long[] ticks;

    public HostUsage() {
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

    private static double share(double value) {
        return Double.isFinite(value) ? Math.clamp(value, 0, 1) : 0;
    }
}
