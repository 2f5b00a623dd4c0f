package io.dwr.model.request;

import io.dwr.model.job.VolumeMount;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads {@code volumes}: {@code source:target[:ro|rw]} each. */
final class VolumeFields {
    private static final String NAME = "volumes";
    private static final int MOST = 64;
    private static final String FORM =
            "send source:target, source:target:ro or source:target:rw; a path with a colon" + " cannot be mounted";

    private static final Set<String> PROPAGATIONS =
            Set.of("shared", "rshared", "slave", "rslave", "private", "rprivate");
    private static final Set<String> WITHOUT_EFFECT = Set.of("nocopy", "cached", "delegated", "consistent");

    private final Violations violations;

    VolumeFields(Violations violations) {
        this.violations = violations;
    }

    List<VolumeMount> read(Fields fields) {
        List<String> texts = fields.texts(NAME);
        if (texts.size() > MOST) {
            fields.refuse(
                    ViolationCode.TOO_LARGE,
                    NAME,
                    "volumes has " + texts.size() + " entries: at most " + MOST + " are taken; mount a parent instead");
            return List.of();
        }
        List<VolumeMount> mounts = new ArrayList<>();
        Set<String> targets = new HashSet<>();
        for (int i = 0; i < texts.size(); i++) {
            VolumeMount mount = mount(i, texts.get(i));
            if (mount == null) {
                continue;
            }
            if (!targets.add(mount.target())) {
                refuse(
                        i,
                        ViolationCode.DUPLICATE,
                        " mounts to " + Quoted.of(mount.target())
                                + ", as another one does: give each a target of its own");
            }
            mounts.add(mount);
        }
        return mounts;
    }

    private @Nullable VolumeMount mount(int index, String text) {
        String[] parts = text.split(":", -1);
        boolean withMode = parts.length == 3 && (parts[2].equals("ro") || parts[2].equals("rw"));
        if (parts.length != 2 && !withMode) {
            String mode = parts.length == 3 ? unsupported(parts[2]) : null;
            refuse(index, ViolationCode.INVALID_FORMAT, " is " + Quoted.of(text) + ": " + (mode == null ? FORM : mode));
            return null;
        }
        String source = path(index, "source", parts[0]);
        String target = path(index, "target", parts[1]);
        if (source == null || target == null) {
            return null;
        }
        if (MountPath.isForbiddenSource(source)) {
            refuse(
                    index,
                    ViolationCode.FORBIDDEN,
                    " has the source " + Quoted.of(source) + ", which shows the machine or its engine and is never"
                            + " mounted: use a data directory below the executor's EXECUTOR_VOLUME_ROOTS");
            return null;
        }
        if (MountPath.isForbiddenTarget(target)) {
            refuse(
                    index,
                    ViolationCode.FORBIDDEN,
                    " has the target " + Quoted.of(target)
                            + ", over which no engine mounts: use a directory of its own");
            return null;
        }
        return new VolumeMount(source, target, withMode && parts[2].equals("ro"));
    }

    /** What Docker has as a mode and is not done here; null when it is none. */
    private static @Nullable String unsupported(String mode) {
        for (String word : mode.split(",", -1)) {
            if (word.equals("z") || word.equals("Z")) {
                return "the mode " + word + " changes the SELinux labels of the machine's own files and is not"
                        + " supported; label the directory on the executor, and leave it out";
            }
            if (PROPAGATIONS.contains(word)) {
                return "the mode " + word + " hands mounts on between machine and container and is not supported; leave"
                        + " it out";
            }
            if (WITHOUT_EFFECT.contains(word)) {
                return "the mode " + word + " has no effect on a directory of the machine: leave it out";
            }
        }
        return null;
    }

    private @Nullable String path(int index, String what, String path) {
        String normalized = MountPath.normalized(path);
        if (normalized == null) {
            refuse(
                    index,
                    ViolationCode.INVALID_FORMAT,
                    " has the " + what + " " + Quoted.of(path)
                            + ": an absolute path without \"..\" is needed"
                            + (what.equals("source") ? " (named volumes are not supported)" : ""));
        }
        return normalized;
    }

    private void refuse(int index, ViolationCode code, String message) {
        violations.add(code, Pointers.child(Fields.pointer(NAME), index), NAME + "[" + index + "]" + message);
    }
}
