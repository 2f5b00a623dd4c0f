package io.dwr.scheduler.reconciliation;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;

/** How often this scheduler has mended what, since its start. */
@Component
public final class RepairCounts {
    private final Map<Repair, Long> counts = new ConcurrentHashMap<>();

    public RepairCounts() {}

    public void count(Repair repair) {
        counts.merge(repair, 1L, Long::sum);
    }

    /** Each kind by its word, those that never happened included. */
    public Map<String, Long> sinceStart() {
        Map<String, Long> now = new LinkedHashMap<>();
        for (Repair repair : Repair.values()) {
            now.put(repair.word(), counts.getOrDefault(repair, 0L));
        }
        return now;
    }

    /** What has been counted since an earlier answer of {@link #sinceStart}. */
    public Map<String, Long> since(Map<String, Long> earlier) {
        Map<String, Long> difference = sinceStart();
        difference.replaceAll((kind, count) -> count - earlier.getOrDefault(kind, 0L));
        return difference;
    }
}
