package io.dwr.executor.engine.docker;

import io.dwr.executor.engine.ImagePullException;
import io.dwr.model.job.StatusReason;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a failed pull means. The engine gives no codes here, only words, its own and those of the registry. */
final class PullWords {
    private static final Pattern RETRY_AFTER = Pattern.compile("retry[- ]?after\"?[:= ]+\"?(\\d{1,6})");

    private PullWords() {}

    /**
     * What the words mean.
     *
     * @param loggedIn whether there was a login: a registry that denies one says the same of an image that is not there
     */
    static ImagePullException failure(String reference, String words, boolean loggedIn) {
        String message = "image " + reference + " cannot be pulled: " + words;
        String text = words.toLowerCase(Locale.ROOT);
        StatusReason lasting = lasting(text, loggedIn);
        if (lasting != null) {
            return new ImagePullException(lasting, message, null);
        }
        return ImagePullException.passing(message, null, pause(text));
    }

    static boolean lacksBuild(String words) {
        return anyIn(words.toLowerCase(Locale.ROOT), "no matching manifest", "cannot be used on this platform");
    }

    /** Null when another try may go well. The order counts: a registry that is busy may speak of access denied, too. */
    private static @Nullable StatusReason lasting(String text, boolean loggedIn) {
        if (text.contains("no space left on device")) {
            return StatusReason.EXECUTOR_NO_SPACE;
        }
        if (lacksBuild(text)) {
            return StatusReason.IMAGE_WRONG_ARCHITECTURE;
        }
        if (anyIn(
                text, "toomanyrequests", "too many requests", "rate limit", "http 429", "unexpected http status: 5")) {
            return null;
        }
        if (text.contains("no such host")) {
            return StatusReason.REGISTRY_NOT_FOUND;
        }
        if (loggedIn && text.contains("pull access denied")) {
            return StatusReason.IMAGE_UNAUTHORIZED;
        }
        if (anyIn(text, "not found", "manifest unknown", "name unknown", "does not exist", "invalid reference")) {
            return StatusReason.IMAGE_NOT_FOUND;
        }
        if (anyIn(text, "unauthorized", "authentication required", "no basic auth", "denied", "incorrect username")) {
            return StatusReason.IMAGE_UNAUTHORIZED;
        }
        return anyIn(text, "x509:", "http response to https client") ? StatusReason.IMAGE_PULL_FAILED : null;
    }

    private static Duration pause(String text) {
        Matcher asked = RETRY_AFTER.matcher(text);
        return asked.find() ? Duration.ofSeconds(Long.parseLong(asked.group(1))) : Duration.ZERO;
    }

    private static boolean anyIn(String text, String... parts) {
        return Stream.of(parts).anyMatch(text::contains);
    }
}
