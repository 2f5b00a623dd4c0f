package io.dwr.executor.registry;

import com.fasterxml.jackson.databind.JsonNode;
import io.dwr.executor.engine.RegistryLogin;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The {@code config.json} of a Docker command line, with its credential helpers. */
final class DockerConfiguration {
    private final Path file;
    private final Duration helperDeadline;

    DockerConfiguration(Path directory, Duration helperDeadline) {
        this.file = directory.resolve("config.json");
        this.helperDeadline = helperDeadline;
    }

    /** Null when nothing is said of this registry. Read anew each time, since a login may be renewed. */
    @Nullable
    RegistryLogin find(String registry) {
        if (!Files.exists(file)) {
            return null;
        }
        JsonNode config = SecretFile.read(file);
        String helper = entry(config.path("credHelpers"), registry).asText("");
        if (helper.isEmpty()) {
            helper = config.path("credsStore").asText("");
        }
        if (!helper.isEmpty()) {
            return new CredentialHelper(helper, helperDeadline).get(registry);
        }
        return login(registry, entry(config.path("auths"), registry));
    }

    /** People and tools write the same registry in several forms. */
    private static JsonNode entry(JsonNode entries, String registry) {
        for (Map.Entry<String, JsonNode> entry : entries.properties()) {
            if (RegistryHost.plain(entry.getKey()).equals(registry)) {
                return entry.getValue();
            }
        }
        return entries.path("");
    }

    private @Nullable RegistryLogin login(String registry, JsonNode auth) {
        String token = auth.path("identitytoken").asText("");
        if (!token.isEmpty()) {
            return new RegistryLogin(registry, null, null, token);
        }
        String joined = auth.path("auth").asText("");
        if (joined.isEmpty()) {
            String username = auth.path("username").asText("");
            return username.isEmpty()
                    ? null
                    : new RegistryLogin(
                            registry, username, auth.path("password").asText(""), null);
        }
        List<String> parts = List.of(decoded(joined).split(":", 2));
        if (parts.size() < 2) {
            throw new UnusableLoginException(file + " has an auth of " + registry + " that is not user:password");
        }
        return new RegistryLogin(registry, parts.get(0), parts.get(1), null);
    }

    private String decoded(String base64) {
        try {
            return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException broken) {
            throw new UnusableLoginException(file + " has an auth that is not Base64");
        }
    }
}
