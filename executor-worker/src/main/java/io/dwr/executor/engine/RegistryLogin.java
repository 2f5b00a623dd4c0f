package io.dwr.executor.engine;

import org.jspecify.annotations.Nullable;

/**
 * What a registry asks for. Kept out of every text: {@link #toString} names the registry alone.
 *
 * @param registry host and port; the address of Docker Hub is {@value #DOCKER_HUB}
 * @param identityToken instead of user and password; null when those are given
 */
public record RegistryLogin(
        String registry,
        @Nullable String username,
        @Nullable String password,
        @Nullable String identityToken) {
    public static final String DOCKER_HUB = "https://index.docker.io/v1/";

    @Override
    public String toString() {
        return "login of registry " + registry;
    }
}
