package io.dwr.model.placement;

import java.util.List;
import java.util.stream.Stream;

/**
 * Why a job was not placed: each executor counted once, by the first thing that stood in the way, in this order.
 *
 * @param executors all that the ledger knows
 * @param notReady lost, cordoned, draining or gone
 * @param region in a region that is not wanted
 * @param datacenter in a datacenter that is not wanted
 * @param label without a wanted label, or with an unwanted one
 * @param excluded named by the job, or avoided after a failure there
 * @param gpuModel with too few GPUs of the model
 * @param gpuMemory with too few GPUs of that memory
 * @param tooSmall too small even when empty
 * @param cpu eligible, and short of free CPU just now
 * @param memory eligible, and short of free memory just now
 * @param gpus eligible, and short of free GPUs just now
 * @param jobs eligible, and at its most jobs just now
 */
public record Verdict(
        int executors,
        int notReady,
        int region,
        int datacenter,
        int label,
        int excluded,
        int gpuModel,
        int gpuMemory,
        int tooSmall,
        int cpu,
        int memory,
        int gpus,
        int jobs) {
    /** Whether some executor could hold the job once enough of what runs there has ended. */
    public boolean possible() {
        return cpu + memory + gpus + jobs > 0;
    }

    /** One sentence for a person. */
    public String sentence() {
        if (executors == 0) {
            return "no executor has registered yet";
        }
        List<String> causes = Stream.of(
                        cause(notReady, "not ready"),
                        cause(region, "in another region"),
                        cause(datacenter, "in another datacenter"),
                        cause(label, "without the wanted labels"),
                        cause(excluded, "excluded or avoided"),
                        cause(gpuModel, "without enough GPUs of that model"),
                        cause(gpuMemory, "without enough GPU memory"),
                        cause(tooSmall, "too small even when empty"),
                        cause(cpu, "short of free CPU"),
                        cause(memory, "short of free memory"),
                        cause(gpus, "short of free GPUs"),
                        cause(jobs, "at its most jobs"))
                .filter(text -> !text.isEmpty())
                .toList();
        String kind = possible() ? "no room now" : "no executor can ever hold this job as the fleet is";
        return kind + ": of " + executors + (executors == 1 ? " executor, " : " executors, ")
                + String.join(", ", causes);
    }

    private static String cause(int count, String text) {
        return count == 0 ? "" : count + " " + text;
    }
}
