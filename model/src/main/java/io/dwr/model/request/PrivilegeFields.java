package io.dwr.model.request;

import io.dwr.model.job.Capabilities;
import io.dwr.model.job.ContainerOptions;
import io.dwr.model.job.ContainerOptions.DeviceMapping;
import io.dwr.model.job.ContainerOptions.Privileges;
import io.dwr.model.job.Permission;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads what a container may see and do on the machine. */
final class PrivilegeFields {
    private static final int MOST_DEVICES = 64;
    private static final String HOST = "host";
    private static final Set<String> OWN_NETWORKS = Set.of(ContainerOptions.BRIDGE, "none", HOST);
    private static final Pattern DEVICE_PERMISSIONS = Pattern.compile("[rwm]{1,3}");

    private final Fields fields;
    private final Violations violations;

    PrivilegeFields(Fields fields, Violations violations) {
        this.fields = fields;
        this.violations = violations;
    }

    Privileges read() {
        return new Privileges(
                network(),
                hostOrOwn("pid_mode"),
                hostOrOwn("ipc_mode"),
                fields.flag("privileged", false),
                fields.flag("no_new_privileges", false),
                capabilities("cap_add"),
                capabilities("cap_drop"),
                devices());
    }

    private String network() {
        String name = "network_mode";
        String network = fields.text(name);
        if (network == null || network.equals("default")) {
            return ContainerOptions.BRIDGE;
        }
        if (!OWN_NETWORKS.contains(network) && !Permission.isValid("network=" + network)) {
            fields.refuse(
                    ViolationCode.INVALID_FORMAT,
                    name,
                    "network_mode is " + Quoted.of(network) + ": send bridge, none, host, or the name of a network that"
                            + " an executor's operator allows; another container's network is never given");
            return ContainerOptions.BRIDGE;
        }
        return network;
    }

    private @Nullable String hostOrOwn(String name) {
        String mode = fields.text(name);
        if (mode == null || mode.equals("private")) {
            return null;
        }
        if (!mode.equals(HOST)) {
            fields.refuse(
                    ViolationCode.INVALID_FORMAT,
                    name,
                    name + " is " + Quoted.of(mode) + ": send private or host, or leave it out");
            return null;
        }
        return mode;
    }

    /** In upper case and order, without {@code CAP_}. */
    private List<String> capabilities(String name) {
        List<String> texts = fields.texts(name);
        Set<String> names = new TreeSet<>();
        for (int i = 0; i < texts.size(); i++) {
            String upper = texts.get(i).toUpperCase(Locale.ROOT);
            String plain = upper.startsWith("CAP_") ? upper.substring(4) : upper;
            if (Capabilities.KNOWN.contains(plain)) {
                names.add(plain);
            } else {
                violations.add(
                        ViolationCode.INVALID_FORMAT,
                        Pointers.child(Fields.pointer(name), i),
                        name + "[" + i + "] is " + Quoted.of(texts.get(i))
                                + ": no capability has this name; send one such as NET_RAW, or ALL");
            }
        }
        return List.copyOf(names);
    }

    private List<DeviceMapping> devices() {
        String name = "devices";
        List<String> texts = fields.texts(name);
        if (texts.size() > MOST_DEVICES) {
            fields.refuse(
                    ViolationCode.TOO_LARGE,
                    name,
                    "devices has " + texts.size() + " entries: at most " + MOST_DEVICES + " are taken; name fewer");
            return List.of();
        }
        List<DeviceMapping> devices = new ArrayList<>();
        for (int i = 0; i < texts.size(); i++) {
            DeviceMapping device = device(texts.get(i));
            if (device != null) {
                devices.add(device);
                continue;
            }
            violations.add(
                    ViolationCode.INVALID_FORMAT,
                    Pointers.child(Fields.pointer(name), i),
                    name + "[" + i + "] is " + Quoted.of(texts.get(i))
                            + ": send /dev/NAME, /dev/NAME:/dev/OTHER or /dev/NAME:/dev/OTHER:rwm");
        }
        return devices;
    }

    private static @Nullable DeviceMapping device(String text) {
        String[] parts = text.split(":", -1);
        String source = MountPath.normalized(parts[0]);
        boolean onlyPermissions =
                parts.length == 2 && DEVICE_PERMISSIONS.matcher(parts[1]).matches();
        String target = parts.length == 1 || onlyPermissions ? source : MountPath.normalized(parts[1]);
        String permissions =
                parts.length == 1 || (parts.length == 2 && !onlyPermissions) ? "rwm" : parts[parts.length - 1];
        boolean formed = parts.length <= 3
                && source != null
                && Permission.isValid("device=" + source)
                && target != null
                && target.startsWith("/dev/")
                && DEVICE_PERMISSIONS.matcher(permissions).matches();
        return formed && source != null && target != null ? new DeviceMapping(source, target, permissions) : null;
    }
}
