package io.dwr.executor.inventory;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How GPUs are judged.
 *
 * @param own devices that are looked at; empty = all
 * @param foreignMib memory that may be in use on a device that no job holds, MiB
 * @param callDeadline longest call of {@code nvidia-smi}
 * @param trust how long its last answer counts when it gives none
 * @param release how long the memory of the job before may take to be free
 */
public record GpuLimits(List<String> own, long foreignMib, Duration callDeadline, Duration trust, Duration release) {
    private static final Duration CALL_DEADLINE = Duration.ofSeconds(20);
    private static final Duration TRUST = Duration.ofSeconds(60);
    private static final Duration RELEASE = Duration.ofSeconds(10);

    public GpuLimits {
        own = List.copyOf(own);
    }

    public static GpuLimits of(List<String> own, long foreignMib) {
        return new GpuLimits(own, foreignMib, CALL_DEADLINE, TRUST, RELEASE);
    }

    boolean isOwn(String uuid) {
        return own.isEmpty() || own.contains(uuid);
    }

    boolean isForeign(@Nullable Long usedMib) {
        return usedMib != null && usedMib > foreignMib;
    }
}
