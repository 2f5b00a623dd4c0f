package io.dwr.executor.registry;

import io.dwr.executor.engine.ImagePullException;
import io.dwr.executor.engine.RegistryLogin;
import io.dwr.model.job.Cause;
import io.dwr.model.job.StatusReason;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds the login for a pull. */
public final class RegistryLogins {
    private static final Logger log = LoggerFactory.getLogger(RegistryLogins.class);
    private static final Duration HELPER_DEADLINE = Duration.ofSeconds(30);

    private final String executor;
    private final @Nullable NamedCredentials named;
    private final @Nullable DockerConfiguration docker;

    /**
     * Logins of one executor.
     *
     * @param executor id, for messages
     * @param file {@code EXECUTOR_REGISTRY_CREDENTIALS}; null = none
     * @param dockerConfig the directory with Docker's own {@code config.json}; null = none
     */
    public RegistryLogins(String executor, @Nullable Path file, @Nullable Path dockerConfig) {
        this(executor, file, dockerConfig, HELPER_DEADLINE);
    }

    RegistryLogins(String executor, @Nullable Path file, @Nullable Path dockerConfig, Duration helperDeadline) {
        this.executor = executor;
        this.named = file == null ? null : new NamedCredentials(file, helperDeadline);
        this.docker = dockerConfig == null ? null : new DockerConfiguration(dockerConfig, helperDeadline);
    }

    /**
     * The login for an image.
     *
     * @param name that the job gives; null = what Docker's configuration has for the registry
     * @return null = pull without a login
     * @throws ImagePullException when the job gives a name that is of no use here
     */
    public @Nullable RegistryLogin find(String reference, @Nullable String name) {
        String registry = RegistryHost.of(reference);
        return name == null ? ofDocker(registry) : ofName(name, registry);
    }

    private RegistryLogin ofName(String name, String registry) {
        String subject = "registry credentials \"" + name + "\"";
        if (named == null) {
            throw unknown(subject + " are not kept on executor " + executor
                    + ": its operator has set no EXECUTOR_REGISTRY_CREDENTIALS");
        }
        try {
            return named.find(name, registry);
        } catch (UnknownCredentialsException useless) {
            throw unknown(subject + " on executor " + executor + " " + useless.getMessage());
        } catch (UnusableLoginException broken) {
            throw new ImagePullException(
                    StatusReason.EXECUTOR_ERROR,
                    subject + " on executor " + executor + " cannot be used: " + broken.getMessage(),
                    null);
        }
    }

    private static ImagePullException unknown(String message) {
        StatusReason reason = StatusReason.REGISTRY_CREDENTIALS_UNKNOWN;
        String advice = Cause.of(reason, null).advice();
        return new ImagePullException(reason, message + ": " + advice, null);
    }

    private @Nullable RegistryLogin ofDocker(String registry) {
        if (docker == null) {
            return null;
        }
        try {
            return docker.find(registry);
        } catch (UnusableLoginException broken) {
            log.warn("images of {} are pulled without a login: {}", registry, broken.getMessage());
            return null;
        }
    }
}
