package io.dwr.executor.registry;

import io.dwr.executor.engine.RegistryLogin;
import java.util.Set;

/** The registry that a reference names. */
final class RegistryHost {
    private static final Set<String> HUB_NAMES =
            Set.of("docker.io", "index.docker.io", "registry-1.docker.io", "hub.docker.com");

    private RegistryHost() {}

    /** Without a dot or a port, and not localhost, the first part belongs to the path on Docker Hub. */
    static String of(String reference) {
        int slash = reference.indexOf('/');
        String first = slash < 0 ? "" : reference.substring(0, slash);
        boolean named = first.contains(".") || first.contains(":") || first.equals("localhost");
        return named ? plain(first) : RegistryLogin.DOCKER_HUB;
    }

    /** A registry as people write it: with or without a scheme and a path. */
    static String plain(String written) {
        String host = written.replaceFirst("^https?://", "").replaceFirst("/.*$", "");
        return HUB_NAMES.contains(host) ? RegistryLogin.DOCKER_HUB : host;
    }

    /** A registry as people call it: the engine knows Docker Hub by an address that nobody types. */
    static String shown(String registry) {
        return registry.equals(RegistryLogin.DOCKER_HUB) ? "docker.io" : registry;
    }
}
