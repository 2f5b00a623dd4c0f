package io.dwr.model.request;

import io.dwr.model.job.ContainerSpec;
import io.dwr.model.job.PullPolicy;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads what runs: image, command, environment, volumes and how the process is set up. */
final class ContainerFields {
    /** What the kernel takes as one string of an environment, its end included. */
    private static final int MOST_VARIABLE_BYTES = 128 * 1024;

    private static final int LONGEST_PATH = 4096;
    private static final Pattern USER = Pattern.compile(
            "(?:[0-9]{1,10}|[A-Za-z_][A-Za-z0-9_.@-]{0,63}\\$?)(?::(?:[0-9]{1,10}|[A-Za-z_][A-Za-z0-9_.@-]{0,63}))?");

    private final Fields fields;
    private final Violations violations;

    ContainerFields(Fields fields, Violations violations) {
        this.fields = fields;
        this.violations = violations;
    }

    ContainerSpec read() {
        return new ContainerSpec(
                image(),
                fields.texts("command"),
                fields.texts("entrypoint"),
                environment(),
                new VolumeFields(violations).read(fields),
                workingDirectory(),
                user(),
                pullPolicy(),
                registryCredentials(),
                fields.flag("init", true),
                fields.flag("tty", false),
                new OptionFields(fields, violations).read());
    }

    private String image() {
        String name = "docker_image";
        if (!fields.has(name)) {
            fields.refuse(
                    ViolationCode.REQUIRED,
                    name,
                    "docker_image is missing: name the image to run, for example \"alpine:latest\"");
            return "";
        }
        String image = fields.text(name);
        if (image == null) {
            return "";
        }
        String fault = ImageReference.fault(image);
        if (fault != null) {
            fields.refuse(ViolationCode.INVALID_FORMAT, name, "docker_image " + Quoted.of(image) + " " + fault);
        }
        return image;
    }

    private Map<String, String> environment() {
        Map<String, String> environment = fields.map("environment");
        environment.forEach((name, value) -> {
            String pointer = Pointers.child(Fields.pointer("environment"), name);
            if (name.isEmpty() || name.contains("=")) {
                violations.add(
                        ViolationCode.INVALID_FORMAT,
                        pointer,
                        "environment name " + Quoted.of(name) + " is empty or contains '=': use a name without '='");
            }
            int bytes =
                    name.getBytes(StandardCharsets.UTF_8).length + value.getBytes(StandardCharsets.UTF_8).length + 2;
            if (bytes > MOST_VARIABLE_BYTES) {
                violations.add(
                        ViolationCode.TOO_LARGE,
                        pointer,
                        "environment " + Quoted.of(name) + " has " + bytes + " bytes with its name: at most "
                                + MOST_VARIABLE_BYTES + " are taken; put it into a file");
            }
        });
        return environment;
    }

    private @Nullable String workingDirectory() {
        String name = "working_directory";
        String path = fields.text(name);
        if (path != null && (!path.startsWith("/") || path.length() > LONGEST_PATH)) {
            fields.refuse(
                    ViolationCode.INVALID_FORMAT,
                    name,
                    "working_directory is " + Quoted.of(path) + ": send an absolute path of at most " + LONGEST_PATH
                            + " characters");
        }
        return path;
    }

    private @Nullable String user() {
        String user = fields.text("user");
        if (user != null && (!USER.matcher(user).matches() || !idsInRange(user))) {
            fields.refuse(
                    ViolationCode.INVALID_FORMAT,
                    "user",
                    "user is " + Quoted.of(user) + ": send a name or number, or two of them as user:group; numbers go"
                            + " to " + Integer.MAX_VALUE);
        }
        return user;
    }

    private static boolean idsInRange(String user) {
        return Stream.of(user.split(":", -1))
                .filter(part -> Character.isDigit(part.charAt(0)))
                .allMatch(part -> Long.parseLong(part) <= Integer.MAX_VALUE);
    }

    private @Nullable String registryCredentials() {
        String field = "registry_credentials";
        String name = fields.text(field);
        if (name != null && !CredentialsName.isValid(name)) {
            fields.refuse(
                    ViolationCode.INVALID_FORMAT,
                    field,
                    "registry_credentials is not a name of credentials that executors keep: send "
                            + CredentialsName.RULE + ", and no user name, password or token");
        }
        return name;
    }

    private PullPolicy pullPolicy() {
        String word = fields.text("pull_policy");
        if (word == null) {
            return PullPolicy.MISSING;
        }
        return Stream.of(PullPolicy.values())
                .filter(policy -> policy.word().equals(word))
                .findFirst()
                .orElseGet(() -> {
                    fields.refuse(
                            ViolationCode.INVALID_FORMAT,
                            "pull_policy",
                            "pull_policy is " + Quoted.of(word) + ": send missing, always or never");
                    return PullPolicy.MISSING;
                });
    }
}
