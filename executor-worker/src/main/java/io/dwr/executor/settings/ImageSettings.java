package io.dwr.executor.settings;

import io.dwr.executor.image.Architectures;
import io.dwr.executor.image.CollectionRules;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How images are fetched and when they are removed.
 *
 * @param pullTimeout {@code IMAGE_PULL_TIMEOUT}, 3600 s in all
 * @param noProgressTimeout {@code IMAGE_PULL_NO_PROGRESS_TIMEOUT}, 300 s
 * @param pullRetries {@code IMAGE_PULL_RETRIES}, further tries within one attempt, 5
 * @param credentials {@code EXECUTOR_REGISTRY_CREDENTIALS}, the file of logins by name; null = none
 * @param dockerConfig {@code DOCKER_CONFIG}, the directory with Docker's config.json; null = none
 * @param architectures {@code EXECUTOR_EMULATED_ARCHITECTURES}, none
 * @param collection {@code IMAGE_REMOVAL} (pulled), {@code IMAGE_REMOVAL_HIGH} (85 %), {@code IMAGE_REMOVAL_LOW} (75 %)
 */
public record ImageSettings(
        Duration pullTimeout,
        Duration noProgressTimeout,
        int pullRetries,
        @Nullable Path credentials,
        @Nullable Path dockerConfig,
        Architectures architectures,
        CollectionRules collection) {
    private static final int MOST_PULL_SECONDS = 604_800;
    private static final Pattern SCOPE = Pattern.compile("off|pulled|all");

    static ImageSettings read(SettingsReader reader) {
        String credentials = reader.optional("EXECUTOR_REGISTRY_CREDENTIALS");
        return new ImageSettings(
                reader.seconds("IMAGE_PULL_TIMEOUT", 3600, 1, MOST_PULL_SECONDS),
                reader.seconds("IMAGE_PULL_NO_PROGRESS_TIMEOUT", 300, 1, MOST_PULL_SECONDS),
                reader.whole("IMAGE_PULL_RETRIES", 5, 0, 20),
                credentials == null ? null : Path.of(credentials),
                dockerConfig(reader),
                new Architectures(Set.copyOf(reader.list("EXECUTOR_EMULATED_ARCHITECTURES"))),
                collection(reader));
    }

    /** As Docker's command line does, {@code ~/.docker} when nothing else is said. */
    private static @Nullable Path dockerConfig(SettingsReader reader) {
        String configured = reader.optional("DOCKER_CONFIG");
        if (configured != null) {
            return Path.of(configured);
        }
        Path own = Path.of(System.getProperty("user.home"), ".docker");
        return Files.exists(own.resolve("config.json")) ? own : null;
    }

    private static CollectionRules collection(SettingsReader reader) {
        String scope = reader.matching("IMAGE_REMOVAL", "pulled", SCOPE, "must be off, pulled or all");
        int high = reader.whole("IMAGE_REMOVAL_HIGH", 85, 1, 100);
        int low = reader.whole("IMAGE_REMOVAL_LOW", 75, 0, 100);
        if (low > high) {
            reader.violation("IMAGE_REMOVAL_LOW", String.valueOf(low), "must not be above IMAGE_REMOVAL_HIGH, " + high);
        }
        return new CollectionRules(CollectionRules.Scope.valueOf(scope.toUpperCase(Locale.ROOT)), high, low);
    }
}
