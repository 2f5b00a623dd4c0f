package io.dwr.model.request;

import io.dwr.model.executor.ExecutorId;
import io.dwr.model.placement.GpuRequirements;
import io.dwr.model.placement.Requirements;
import io.dwr.model.placement.Resources;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Reads what the job needs of an executor: amounts, GPUs, place. */
final class RequirementFields {
    private static final BigDecimal LEAST_CORES = new BigDecimal("0.01");
    private static final BigDecimal MOST_CORES = BigDecimal.valueOf(100_000);
    private static final int CORE_DECIMALS = 3;
    private static final int MOST_GPUS = 64;
    private static final long MIB = 1L << 20;
    private static final int MOST_WORDS = 256;
    private static final int LONGEST_WORD = 255;

    private final Fields fields;
    private final Violations violations;

    RequirementFields(Fields fields, Violations violations) {
        this.fields = fields;
        this.violations = violations;
    }

    Requirements read() {
        return new Requirements(
                new Resources(milliCpus(), memoryBytes()),
                gpus(),
                words("eligible_regions"),
                words("eligible_datacenters"),
                labels("eligible_labels"),
                labels("excluded_labels"),
                excludedExecutors());
    }

    private long milliCpus() {
        String name = "cpu_cores";
        BigDecimal cores = fields.number(name);
        if (cores == null) {
            return 1000;
        }
        if (cores.compareTo(LEAST_CORES) < 0 || cores.compareTo(MOST_CORES) > 0) {
            fields.refuse(
                    ViolationCode.OUT_OF_RANGE,
                    name,
                    "cpu_cores is " + cores + ": the minimum is " + LEAST_CORES + ", the maximum " + MOST_CORES
                            + "; ask for an amount between them");
            return 1000;
        }
        BigDecimal exact = cores.stripTrailingZeros();
        if (exact.scale() > CORE_DECIMALS) {
            fields.refuse(
                    ViolationCode.OUT_OF_RANGE,
                    name,
                    "cpu_cores is " + cores + ": at most " + CORE_DECIMALS
                            + " decimals are taken; round it, for example to "
                            + cores.setScale(CORE_DECIMALS, RoundingMode.CEILING));
            return 1000;
        }
        return exact.movePointRight(CORE_DECIMALS).longValueExact();
    }

    private long memoryBytes() {
        BigDecimal gib = fields.number("memory_gb");
        String text = fields.text("memory");
        if (fields.has("memory_gb") && fields.has("memory")) {
            fields.refuse(
                    ViolationCode.CONFLICT,
                    "memory",
                    "memory and memory_gb say the same thing twice: send one of the two");
            return MemoryQuantity.GIB.longValueExact();
        }
        if (text != null) {
            Long bytes = MemoryQuantity.bytes(text);
            if (bytes != null) {
                return inRange("memory", Quoted.of(text), bytes);
            }
            fields.refuse(
                    ViolationCode.INVALID_FORMAT,
                    "memory",
                    "memory is " + Quoted.of(text) + ": send a number with a unit, for example \"512Mi\", \"2GiB\","
                            + " \"512m\", or plain bytes");
        }
        if (gib == null) {
            return MemoryQuantity.GIB.longValueExact();
        }
        return inRange("memory_gb", gib.toString(), gib.signum() < 0 ? 0 : MemoryQuantity.bytesOfGib(gib));
    }

    private long inRange(String name, String shown, long bytes) {
        if (bytes < MemoryQuantity.LEAST_BYTES || bytes > MemoryQuantity.MOST_BYTES) {
            fields.refuse(
                    ViolationCode.OUT_OF_RANGE,
                    name,
                    name + " is " + shown + ": the minimum is 6 MiB (0.005859375 GiB), the maximum 1 PiB; ask for an"
                            + " amount between them");
        }
        return bytes;
    }

    private GpuRequirements gpus() {
        String type = gpuType();
        long mib = gpuMemoryMib();
        long count = fields.whole("gpu_count", 0, MOST_GPUS, type == null ? 0 : 1, "");
        if (count > 0) {
            return new GpuRequirements((int) count, type, mib);
        }
        if (type != null) {
            fields.refuse(
                    ViolationCode.CONFLICT,
                    "gpu_count",
                    "gpu_count is 0 and gpu_type asks for a GPU: leave gpu_type out, or send gpu_count 1 or more");
        }
        if (mib > 0) {
            fields.refuse(
                    ViolationCode.CONFLICT,
                    "gpu_memory_gb",
                    "gpu_memory_gb is given for a job without GPUs: leave it out, or send gpu_count 1 or more");
        }
        return GpuRequirements.NONE;
    }

    private @Nullable String gpuType() {
        String type = fields.text("gpu_type");
        if (type == null) {
            return null;
        }
        if (type.isBlank() || type.length() > LONGEST_WORD || hasControl(type)) {
            fields.refuse(
                    ViolationCode.INVALID_FORMAT,
                    "gpu_type",
                    "gpu_type is " + Quoted.of(type) + ": send a model as GET /executors lists it, or any; leave it out"
                            + " for a job without GPUs");
        }
        return type;
    }

    private long gpuMemoryMib() {
        BigDecimal gib = fields.number("gpu_memory_gb");
        if (gib == null) {
            return 0;
        }
        long bytes = gib.signum() < 0 ? -1 : MemoryQuantity.bytesOfGib(gib);
        if (bytes < 0 || bytes > MemoryQuantity.MOST_BYTES) {
            fields.refuse(
                    ViolationCode.OUT_OF_RANGE,
                    "gpu_memory_gb",
                    "gpu_memory_gb is " + gib + ": send the GiB that each GPU must have at least, from 0 to "
                            + (MemoryQuantity.MOST_BYTES >> 30));
            return 0;
        }
        return Math.ceilDiv(bytes, MIB);
    }

    private Set<String> words(String name) {
        List<String> words = fields.texts(name);
        checkCount(name, words.size());
        for (int i = 0; i < words.size(); i++) {
            checkWord(name + "[" + i + "]", Pointers.child(Fields.pointer(name), i), words.get(i), false);
        }
        return new TreeSet<>(words);
    }

    private Map<String, String> labels(String name) {
        Map<String, String> labels = fields.map(name);
        checkCount(name, labels.size());
        labels.forEach((label, value) -> {
            String pointer = Pointers.child(Fields.pointer(name), label);
            checkWord(name + " name", pointer, label, false);
            checkWord(name + " " + Quoted.of(label), pointer, value, true);
        });
        return labels;
    }

    private Set<String> excludedExecutors() {
        String name = "excluded_executors";
        List<String> ids = fields.texts(name);
        checkCount(name, ids.size());
        for (int i = 0; i < ids.size(); i++) {
            if (!ExecutorId.isValid(ids.get(i))) {
                violations.add(
                        ViolationCode.INVALID_FORMAT,
                        Pointers.child(Fields.pointer(name), i),
                        name + "[" + i + "] is " + Quoted.of(ids.get(i))
                                + ": send an executor id as GET /executors lists it (a-z, 0-9, '-')");
            }
        }
        return new TreeSet<>(ids);
    }

    private void checkCount(String name, int count) {
        if (count > MOST_WORDS) {
            fields.refuse(
                    ViolationCode.TOO_LARGE,
                    name,
                    name + " has " + count + " entries: at most " + MOST_WORDS + " are taken; use a label instead");
        }
    }

    private void checkWord(String what, String pointer, String word, boolean emptyAllowed) {
        if (word.isEmpty() && emptyAllowed) {
            return;
        }
        if (word.isBlank() || word.length() > LONGEST_WORD || hasControl(word)) {
            violations.add(
                    ViolationCode.INVALID_FORMAT,
                    pointer,
                    what + " is " + Quoted.of(word) + ": send 1 to " + LONGEST_WORD
                            + " characters, not only blanks and no control characters");
        }
    }

    private static boolean hasControl(String word) {
        return word.chars().anyMatch(Character::isISOControl);
    }
}
