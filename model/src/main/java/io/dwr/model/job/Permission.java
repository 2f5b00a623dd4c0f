package io.dwr.model.job;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Something on a machine that only its operator can allow, as {@code EXECUTOR_ALLOW} names it. An executor carries each
 * that it gives as a label, and a job asks for those labels, so that it is placed where it may run.
 *
 * @param text {@code privileged}, {@code host-network}, {@code host-pid}, {@code host-ipc}, {@code network=NAME},
 *     {@code cap=NAME} or {@code device=/dev/NAME}
 */
public record Permission(String text) implements Comparable<Permission> {
    public static final String RULE = "must be a comma list of privileged, host-network, host-pid, host-ipc,"
            + " network=NAME, cap=NAME and device=/dev/NAME";

    /** What labels of permissions begin with; no operator's own label may. */
    public static final String LABEL_PREFIX = "dwr.allow.";

    private static final String GIVEN = "yes";
    private static final String HOST = "host";
    private static final Pattern FORM = Pattern.compile(
            "privileged|host-network|host-pid|host-ipc"
                    + "|network=[A-Za-z0-9][A-Za-z0-9_.-]{0,62}|cap=[A-Z_]{2,32}|device=/dev(?:/(?!\\.)[A-Za-z0-9._-]{1,64}){1,3}");

    public Permission {
        if (!isValid(text)) {
            throw new IllegalArgumentException("\"" + text + "\" " + RULE);
        }
    }

    public static boolean isValid(String text) {
        return FORM.matcher(text).matches()
                && !text.equals("network=" + HOST)
                && (!text.startsWith("cap=") || Capabilities.KNOWN.contains(text.substring(4)));
    }

    /** All that an executor's operator must have allowed for a container with these options. */
    public static Set<Permission> neededBy(ContainerOptions options) {
        ContainerOptions.Privileges asked = options.privileges();
        Set<Permission> needed = new TreeSet<>();
        if (asked.privileged()) {
            needed.add(new Permission("privileged"));
        }
        if (asked.network().equals(HOST)) {
            needed.add(new Permission("host-network"));
        } else if (!List.of(ContainerOptions.BRIDGE, "none").contains(asked.network())) {
            needed.add(new Permission("network=" + asked.network()));
        }
        if (asked.pid() != null) {
            needed.add(new Permission("host-pid"));
        }
        if (asked.ipc() != null) {
            needed.add(new Permission("host-ipc"));
        }
        asked.capAdd().stream()
                .filter(name -> !Capabilities.GIVEN.contains(name))
                .forEach(name -> needed.add(new Permission("cap=" + name)));
        asked.devices().forEach(device -> needed.add(new Permission("device=" + device.source())));
        return needed;
    }

    /** These permissions as labels of an executor. */
    public static Map<String, String> labels(Set<Permission> permissions) {
        Map<String, String> labels = new TreeMap<>();
        permissions.forEach(
                permission -> labels.put(LABEL_PREFIX + permission.text().replace('=', '.'), GIVEN));
        return labels;
    }

    @Override
    public int compareTo(Permission other) {
        return text.compareTo(other.text);
    }

    @Override
    public String toString() {
        return text;
    }
}
