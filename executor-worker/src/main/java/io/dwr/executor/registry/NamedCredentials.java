package io.dwr.executor.registry;

import com.fasterxml.jackson.databind.JsonNode;
import io.dwr.executor.engine.RegistryLogin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The file {@code EXECUTOR_REGISTRY_CREDENTIALS}: a JSON object of names, each with {@code registry} and either
 * {@code username} and {@code password}, or {@code identity_token}, or {@code helper}. Nobody but its owner may read it.
 */
final class NamedCredentials {
    private static final Set<String> FIELDS = Set.of("registry", "username", "password", "identity_token", "helper");
    private static final Set<PosixFilePermission> OTHERS =
            EnumSet.range(PosixFilePermission.GROUP_READ, PosixFilePermission.OTHERS_EXECUTE);

    private final Path file;
    private final Duration helperDeadline;

    NamedCredentials(Path file, Duration helperDeadline) {
        this.file = file;
        this.helperDeadline = helperDeadline;
    }

    /**
     * Read anew each time, since a login may be renewed.
     *
     * @param registry of the image: a login is given to no other
     * @throws UnknownCredentialsException when there is none of this name, or it is for another registry
     */
    RegistryLogin find(String name, String registry) {
        checkMode();
        JsonNode all = SecretFile.read(file);
        JsonNode entry = all.path(name);
        if (!entry.isObject()) {
            throw new UnknownCredentialsException("are not kept here: " + file + " has no entry of this name");
        }
        checkFields(name, entry);
        String own = RegistryHost.plain(entry.path("registry").asText(""));
        if (!own.equals(registry)) {
            throw new UnknownCredentialsException("are for registry " + RegistryHost.shown(own)
                    + ", and the image is in " + RegistryHost.shown(registry));
        }
        RegistryLogin login = login(entry, registry);
        if (login == null) {
            throw new UnusableLoginException("the helper of " + name + " in " + file + " has no login of " + registry);
        }
        return login;
    }

    private @Nullable RegistryLogin login(JsonNode entry, String registry) {
        if (entry.has("helper")) {
            return new CredentialHelper(entry.path("helper").asText(""), helperDeadline).get(registry);
        }
        if (entry.has("identity_token")) {
            return new RegistryLogin(
                    registry, null, null, entry.path("identity_token").asText(""));
        }
        return new RegistryLogin(
                registry,
                entry.path("username").asText(""),
                entry.path("password").asText(""),
                null);
    }

    private void checkFields(String name, JsonNode entry) {
        for (Iterator<String> fields = entry.fieldNames(); fields.hasNext(); ) {
            String field = fields.next();
            if (!FIELDS.contains(field)) {
                throw new UnusableLoginException("entry " + name + " in " + file + " has an unknown field: it takes "
                        + String.join(", ", FIELDS.stream().sorted().toList()));
            }
        }
        boolean whole = entry.has("helper")
                || entry.has("identity_token")
                || (entry.path("username").isTextual() && entry.path("password").isTextual());
        if (!entry.path("registry").isTextual() || !whole) {
            throw new UnusableLoginException("entry " + name + " in " + file
                    + " needs registry, and username and password, or identity_token, or helper");
        }
    }

    private void checkMode() {
        try {
            Set<PosixFilePermission> mode = EnumSet.noneOf(PosixFilePermission.class);
            mode.addAll(Files.getPosixFilePermissions(file));
            mode.retainAll(OTHERS);
            if (!mode.isEmpty()) {
                throw new UnusableLoginException(
                        file + " may be read or changed by others: allow its owner alone (chmod 600)");
            }
        } catch (IOException | UnsupportedOperationException unknown) {
            throw new UnusableLoginException(
                    file + " cannot be looked at (" + unknown.getClass().getSimpleName() + ")");
        }
    }
}
