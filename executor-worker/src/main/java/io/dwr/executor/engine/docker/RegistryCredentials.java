package io.dwr.executor.engine.docker;

import com.github.dockerjava.api.model.AuthConfig;
import com.github.dockerjava.core.DockerClientConfig;
import com.github.dockerjava.core.DockerConfigFile;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Credentials of registries from the {@code config.json} of a Docker command line. Read anew for each pull. */
final class RegistryCredentials {
    private static final Logger log = LoggerFactory.getLogger(RegistryCredentials.class);

    private final @Nullable Path directory;

    RegistryCredentials(@Nullable Path directory) {
        this.directory = directory;
    }

    @Nullable
    AuthConfig find(ImageReference reference) {
        if (directory == null) {
            return null;
        }
        try {
            return DockerConfigFile.loadConfig(DockerClientConfig.getDefaultObjectMapper(), directory.toString())
                    .resolveAuthConfig(registry(reference));
        } catch (IOException | RuntimeException unreadable) {
            log.warn(
                    "{} cannot be read, so images are pulled without credentials: {}",
                    directory.resolve("config.json"),
                    unreadable.getMessage());
            return null;
        }
    }

    private static String registry(ImageReference reference) {
        int slash = reference.repository().indexOf('/');
        String host = slash < 0 ? "" : reference.repository().substring(0, slash);
        boolean named = host.contains(".") || host.contains(":") || host.equals("localhost");
        return named ? host : AuthConfig.DEFAULT_SERVER_ADDRESS;
    }
}
