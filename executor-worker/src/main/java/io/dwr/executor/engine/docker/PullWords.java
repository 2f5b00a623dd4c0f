package io.dwr.executor.engine.docker;

import io.dwr.executor.engine.ImagePullException;
import io.dwr.model.job.StatusReason;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a failed pull means. The engine gives no codes here, only words, its own and those of the registry. */
final class PullWords {
    private static final int LONGEST_MESSAGE = 1000;
    private static final Pattern ADDRESS = Pattern.compile("\"https?://[^\"]*\"");
    private static final Pattern STATUS = Pattern.compile("error parsing http (\\d{3}) response body");
    /** The engine's own machine, not the registry, refuses. */
    private static final Pattern LOCAL = Pattern.compile("failed to register layer"
            + "|\\b(?:open|mkdir|write|l?chown|chmod|unlinkat|rename|mknod|link|symlink) [^:]*: permission denied");

    private static final String AMOUNT = "(\\d{1,9}(?:\\.\\d{1,9})?)(ns|us|\u00b5s|\u03bcs|ms|s|m|h)?";
    private static final Pattern RETRY_AFTER = Pattern.compile("retry[- ]?after\"?[:= ]+\"?((?:" + AMOUNT + ")+)");
    private static final Pattern PART = Pattern.compile(AMOUNT);
    private static final long SECOND = 1_000_000_000;
    private static final Map<String, Long> NANOS = Map.of(
            "ns", 1L,
            "us", 1000L,
            "\u00b5s", 1000L,
            "\u03bcs", 1000L,
            "ms", 1_000_000L,
            "s", SECOND,
            "m", 60_000_000_000L,
            "h", 3_600_000_000_000L);

    private PullWords() {}

    /**
     * What the words mean.
     *
     * @param loggedIn whether there was a login: a registry that denies one says the same of an image that is not there
     */
    static ImagePullException failure(String reference, String words, boolean loggedIn) {
        String message = "image " + reference + " cannot be pulled: " + shortened(words);
        // Names that people gave are no words of the engine's.
        String text = ADDRESS.matcher(words.toLowerCase(Locale.ROOT))
                .replaceAll("")
                .replace(reference.toLowerCase(Locale.ROOT), "");
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
        if (LOCAL.matcher(text).find()) {
            return null;
        }
        Matcher status = STATUS.matcher(text);
        if (status.find()) {
            return ofStatus(status.group(1));
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

    /** Of an answer that is no registry's, but of something before it; what it says is a page for people. */
    private static @Nullable StatusReason ofStatus(String status) {
        return switch (status) {
            case "401", "403" -> StatusReason.IMAGE_UNAUTHORIZED;
            case "404" -> StatusReason.IMAGE_NOT_FOUND;
            default -> null;
        };
    }

    private static String shortened(String words) {
        return words.length() <= LONGEST_MESSAGE ? words : words.substring(0, LONGEST_MESSAGE) + "…";
    }

    /** As registries write it: seconds, or a duration of Go's. */
    private static Duration pause(String text) {
        Matcher asked = RETRY_AFTER.matcher(text);
        Duration pause = Duration.ZERO;
        if (asked.find()) {
            Matcher part = PART.matcher(asked.group(1));
            while (part.find()) {
                String unit = part.group(2);
                long nanos = unit == null ? SECOND : NANOS.getOrDefault(unit, SECOND);
                pause = pause.plusNanos((long) (Double.parseDouble(part.group(1)) * nanos));
            }
        }
        return pause;
    }

    private static boolean anyIn(String text, String... parts) {
        return Stream.of(parts).anyMatch(text::contains);
    }
}
