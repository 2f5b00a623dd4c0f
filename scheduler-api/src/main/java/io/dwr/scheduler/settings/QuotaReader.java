package io.dwr.scheduler.settings;

import io.dwr.model.queue.QueueLimits;
import io.dwr.model.queue.QueueName;
import io.dwr.model.request.MemoryQuantity;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads quotas such as {@code ml=cpus:64,memory:256Gi,gpus:8,waiting:1000;default=waiting:10000}. */
final class QuotaReader {
    private static final String CPUS = "cpus";
    private static final String MEMORY = "memory";
    private static final String GPUS = "gpus";
    private static final String WAITING = "waiting";
    private static final List<String> LIMITS = List.of(CPUS, MEMORY, GPUS, WAITING);
    private static final Pattern CORES = Pattern.compile("\\d{1,9}(\\.\\d{1,3})?");
    private static final Pattern COUNT = Pattern.compile("\\d{1,9}");
    private static final int MILLI = 3;
    private static final long BYTES_PER_MIB = 1L << 20;

    private final SettingsReader reader;
    private String key = "";

    QuotaReader(SettingsReader reader) {
        this.reader = reader;
    }

    Map<String, QueueLimits> read(String variable) {
        key = variable;
        Map<String, QueueLimits> quotas = new TreeMap<>();
        for (String quota : reader.text(variable, "").split(";", -1)) {
            if (!quota.isBlank()) {
                readQuota(quota.strip(), quotas);
            }
        }
        return quotas;
    }

    private void readQuota(String quota, Map<String, QueueLimits> quotas) {
        int equals = quota.indexOf('=');
        if (equals < 0 || quota.substring(equals + 1).isBlank()) {
            refuse(quota, "queue=limit:amount,… is needed, such as ml=gpus:8,waiting:1000");
            return;
        }
        String queue = quota.substring(0, equals).strip();
        if (!QueueName.isValid(queue)) {
            refuse(quota, "the name of a queue is " + QueueName.RULE);
            return;
        }
        if (quotas.put(queue, limits(quota, quota.substring(equals + 1))) != null) {
            refuse(quota, "queue " + queue + " has a quota already; give all its limits in one, separated by commas");
        }
    }

    private QueueLimits limits(String quota, String text) {
        Map<String, String> amounts = new HashMap<>();
        for (String limit : text.split(",", -1)) {
            String[] parts = limit.strip().split(":", -1);
            if (parts.length != 2 || !LIMITS.contains(parts[0].strip())) {
                refuse(
                        quota,
                        "\"" + limit.strip() + "\" is no limit: one of " + String.join(", ", LIMITS)
                                + ", a colon and the amount are needed");
            } else if (amounts.put(parts[0].strip(), parts[1].strip()) != null) {
                refuse(quota, parts[0].strip() + " is limited twice");
            }
        }
        return new QueueLimits(
                milliCpus(quota, amounts.get(CPUS)),
                mib(quota, amounts.get(MEMORY)),
                count(quota, GPUS, amounts.get(GPUS)),
                count(quota, WAITING, amounts.get(WAITING)));
    }

    private @Nullable Long milliCpus(String quota, @Nullable String amount) {
        if (amount == null) {
            return null;
        }
        if (!CORES.matcher(amount).matches()) {
            refuse(quota, CPUS + " is \"" + amount + "\": a number of cores with at most 3 decimals is needed");
            return null;
        }
        return new BigDecimal(amount).scaleByPowerOfTen(MILLI).longValueExact();
    }

    private @Nullable Long mib(String quota, @Nullable String amount) {
        if (amount == null) {
            return null;
        }
        Long bytes = MemoryQuantity.bytes(amount);
        if (bytes == null || bytes > MemoryQuantity.MOST_BYTES) {
            refuse(quota, MEMORY + " is \"" + amount + "\": an amount up to 1024Ti is needed, such as 512Gi");
            return null;
        }
        return bytes / BYTES_PER_MIB;
    }

    private @Nullable Long count(String quota, String limit, @Nullable String amount) {
        if (amount == null) {
            return null;
        }
        if (!COUNT.matcher(amount).matches()) {
            refuse(quota, limit + " is \"" + amount + "\": a whole number from 0 to 999999999 is needed");
            return null;
        }
        return Long.valueOf(amount);
    }

    private void refuse(String quota, String rule) {
        reader.violation(key + " has \"" + quota + "\": " + rule);
    }
}
