package io.dwr.model.request;

import io.dwr.model.job.ContainerOptions.TmpfsMount;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads one entry of {@code tmpfs}: {@code target[:option,…]}. */
final class TmpfsText {
    private static final Pattern MODE = Pattern.compile("[0-7]{1,4}");
    private static final Pattern OWNER = Pattern.compile("[0-9]{1,10}");
    private static final String RULE =
            "send a target, or target:options with size=64m, mode=1777, uid=N, gid=N, exec or noexec";

    private final String what;
    private final String pointer;
    private final Violations violations;

    TmpfsText(String what, String pointer, Violations violations) {
        this.what = what;
        this.pointer = pointer;
        this.violations = violations;
    }

    @Nullable
    TmpfsMount read(String text) {
        String[] parts = text.split(":", 2);
        String target = MountPath.normalized(parts[0]);
        if (target == null || target.contains(":") || target.contains(",")) {
            return refused(ViolationCode.INVALID_FORMAT, " is " + Quoted.of(text) + ": " + RULE);
        }
        if (MountPath.isForbiddenTarget(target)) {
            return refused(
                    ViolationCode.FORBIDDEN,
                    " has the target " + Quoted.of(target)
                            + ", over which no engine mounts: use a directory of its own");
        }
        List<String> options = new ArrayList<>();
        for (String option : parts.length == 1 ? new String[0] : parts[1].split(",", -1)) {
            String taken = option(option);
            if (taken == null) {
                return refused(ViolationCode.INVALID_FORMAT, " has the option " + Quoted.of(option) + ": " + RULE);
            }
            options.add(taken);
        }
        return new TmpfsMount(target, String.join(",", options));
    }

    private static @Nullable String option(String option) {
        if (option.equals("exec") || option.equals("noexec")) {
            return option;
        }
        int equals = option.indexOf('=');
        String name = equals < 0 ? "" : option.substring(0, equals);
        String value = option.substring(equals + 1);
        return switch (name) {
            case "size" -> size(value);
            case "mode" -> MODE.matcher(value).matches() ? option : null;
            case "uid", "gid" ->
                OWNER.matcher(value).matches() && Long.parseLong(value) <= Integer.MAX_VALUE ? option : null;
            default -> null;
        };
    }

    private static @Nullable String size(String value) {
        Long bytes = MemoryQuantity.bytes(value);
        return bytes == null || bytes == 0 ? null : "size=" + bytes;
    }

    private @Nullable TmpfsMount refused(ViolationCode code, String message) {
        violations.add(code, pointer, what + message);
        return null;
    }
}
