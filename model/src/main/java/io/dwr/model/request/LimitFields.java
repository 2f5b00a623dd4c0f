package io.dwr.model.request;

import io.dwr.model.job.ContainerOptions.Limits;
import io.dwr.model.job.ContainerOptions.TmpfsMount;
import io.dwr.model.job.ContainerOptions.Ulimit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads how much a container may use beside CPU and memory. */
final class LimitFields {
    private static final long LEAST_SHM_BYTES = 4096;
    private static final long LEAST_PIDS = 16;
    private static final long MOST_PIDS = 4_194_304;
    private static final int MOST_TMPFS = 16;
    private static final long FEWEST_FILES = 64;
    private static final long MOST_FILES = 1_048_576;
    private static final String FILES = "nofile";
    private static final Set<String> RESOURCES = new TreeSet<>(List.of(
            "core",
            "cpu",
            "data",
            "fsize",
            "locks",
            "memlock",
            "msgqueue",
            FILES,
            "nproc",
            "rss",
            "rttime",
            "sigpending",
            "stack"));
    private static final Set<String> PRIORITIES = Set.of("nice", "rtprio");
    private static final Pattern LIMIT = Pattern.compile("[0-9]{1,18}|-1|unlimited");

    private final Fields fields;
    private final Violations violations;

    LimitFields(Fields fields, Violations violations) {
        this.fields = fields;
        this.violations = violations;
    }

    Limits read() {
        return new Limits(
                shmBytes(),
                fields.has("pids_limit") ? fields.whole("pids_limit", LEAST_PIDS, MOST_PIDS, LEAST_PIDS, "") : null,
                tmpfs(),
                ulimits());
    }

    private @Nullable Long shmBytes() {
        String name = "shm_size";
        String text = fields.text(name);
        if (text == null) {
            return null;
        }
        Long bytes = MemoryQuantity.bytes(text);
        if (bytes == null) {
            fields.refuse(
                    ViolationCode.INVALID_FORMAT,
                    name,
                    "shm_size is " + Quoted.of(text) + ": send a number with a unit, for example \"256Mi\", \"1g\", or"
                            + " plain bytes");
            return null;
        }
        if (bytes < LEAST_SHM_BYTES) {
            fields.refuse(
                    ViolationCode.OUT_OF_RANGE,
                    name,
                    "shm_size is " + Quoted.of(text) + ": the minimum is " + LEAST_SHM_BYTES
                            + " bytes; leave it out for half of the memory");
        }
        return bytes;
    }

    private List<TmpfsMount> tmpfs() {
        String name = "tmpfs";
        List<String> texts = fields.texts(name);
        if (texts.size() > MOST_TMPFS) {
            fields.refuse(
                    ViolationCode.TOO_LARGE,
                    name,
                    "tmpfs has " + texts.size() + " entries: at most " + MOST_TMPFS + " are taken; mount a parent");
            return List.of();
        }
        List<TmpfsMount> mounts = new ArrayList<>();
        Set<String> targets = new HashSet<>();
        for (int i = 0; i < texts.size(); i++) {
            TmpfsText text = new TmpfsText(name + "[" + i + "]", Pointers.child(Fields.pointer(name), i), violations);
            TmpfsMount mount = text.read(texts.get(i));
            if (mount != null && !targets.add(mount.target())) {
                violations.add(
                        ViolationCode.DUPLICATE,
                        Pointers.child(Fields.pointer(name), i),
                        name + "[" + i + "] mounts to " + Quoted.of(mount.target())
                                + ", as another one does: give each a target of its own");
            } else if (mount != null) {
                mounts.add(mount);
            }
        }
        return mounts;
    }

    private Map<String, Ulimit> ulimits() {
        Map<String, Ulimit> limits = new LinkedHashMap<>();
        fields.map("ulimits").forEach((name, text) -> {
            String pointer = Pointers.child(Fields.pointer("ulimits"), name);
            if (PRIORITIES.contains(name)) {
                violations.add(
                        ViolationCode.FORBIDDEN,
                        pointer,
                        "ulimits " + name + " lets a job take the machine from all others: it is never given");
            } else if (!RESOURCES.contains(name)) {
                violations.add(
                        ViolationCode.INVALID_FORMAT,
                        pointer,
                        "ulimits has no resource " + Quoted.of(name) + ": send one of " + String.join(", ", RESOURCES));
            } else {
                Ulimit limit = ulimit(name, pointer, text);
                if (limit != null) {
                    limits.put(name, limit);
                }
            }
        });
        return limits;
    }

    private @Nullable Ulimit ulimit(String name, String pointer, String text) {
        String[] parts = text.split(":", -1);
        boolean formed = parts.length <= 2;
        for (String part : parts) {
            formed = formed && LIMIT.matcher(part).matches();
        }
        if (!formed) {
            refuseLimit(name, pointer, text, "send a number, \"soft:hard\", or -1 for no limit, as text");
            return null;
        }
        Ulimit limit = new Ulimit(amount(parts[0]), amount(parts[parts.length - 1]));
        if (limit.hard() >= 0 && (limit.soft() < 0 || limit.soft() > limit.hard())) {
            refuseLimit(name, pointer, text, "the soft limit, which comes first, may not be above the hard one");
        } else if (name.equals(FILES) && (limit.hard() < 0 || limit.hard() > MOST_FILES)) {
            refuseLimit(name, pointer, text, "the most that every kernel gives is " + MOST_FILES);
        } else if (name.equals(FILES) && limit.soft() < FEWEST_FILES) {
            refuseLimit(
                    name,
                    pointer,
                    text,
                    "a container does not start with less than " + FEWEST_FILES + ": raise it or leave it out");
        }
        return limit;
    }

    private static long amount(String text) {
        return text.equals("unlimited") ? -1 : Long.parseLong(text);
    }

    private void refuseLimit(String name, String pointer, String text, String rule) {
        violations.add(
                ViolationCode.INVALID_FORMAT, pointer, "ulimits " + name + " is " + Quoted.of(text) + ": " + rule);
    }
}
