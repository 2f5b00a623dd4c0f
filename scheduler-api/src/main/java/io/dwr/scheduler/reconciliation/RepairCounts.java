package io.dwr.scheduler.reconciliation;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.stereotype.Component;

/** How often this scheduler has mended what, since its start. */
@Component
public final class RepairCounts {
    private final Map<Repair, AtomicLong> counts = new EnumMap<>(Repair.class);

    public RepairCounts() {
        for (Repair repair : Repair.values()) {
            counts.put(repair, new AtomicLong());
        }
    }

    public void count(Repair repair) {
        counter(repair).incrementAndGet();
    }

    /** Each kind by its word, those that never happened included. */
    public Map<String, Long> sinceStart() {
        Map<String, Long> now = new LinkedHashMap<>();
        for (Repair repair : Repair.values()) {
            now.put(repair.word(), counter(repair).get());
        }
        return now;
    }

    /** What has been counted since an earlier answer of {@link #sinceStart}. */
    public Map<String, Long> since(Map<String, Long> earlier) {
        Map<String, Long> difference = sinceStart();
        difference.replaceAll((kind, count) -> count - earlier.getOrDefault(kind, 0L));
        return difference;
    }

    private AtomicLong counter(Repair repair) {
        return counts.computeIfAbsent(repair, _ -> new AtomicLong());
    }
}
