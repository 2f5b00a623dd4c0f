package io.dwr.model.job;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How far the fetching of an image has come.
 *
 * @param layers that the engine has named so far
 * @param layersDone of those, unpacked or there before
 * @param bytes of the layers that are being fetched or were; the engine names a layer's size when it begins with it
 * @param bytesDone of those, fetched
 * @param timeout most seconds that the executor lets it take; null when it was not told
 * @param noProgressTimeout most seconds that the executor lets it stand still; null when it was not told
 * @param retries oldest first
 */
public record PullProgress(
        int layers,
        int layersDone,
        long bytes,
        long bytesDone,
        @Nullable Long timeout,
        @Nullable Long noProgressTimeout,
        List<PullRetry> retries) {
    public static final PullProgress NONE = new PullProgress(0, 0, 0, 0);
    private static final BigDecimal MB = BigDecimal.valueOf(1_000_000);

    public PullProgress {
        retries = List.copyOf(retries);
    }

    /** What the engine tells. */
    public PullProgress(int layers, int layersDone, long bytes, long bytesDone) {
        this(layers, layersDone, bytes, bytesDone, null, null, List.of());
    }

    /** For a person: {@code 3 of 7 layers, 12.3 of 48.0 MB}. */
    public String sentence() {
        String done = layersDone + " of " + layers + " layers, " + mb(bytesDone) + " of " + mb(bytes) + " MB";
        return retries.isEmpty() ? done : done + ", " + retries.size() + (retries.size() == 1 ? " retry" : " retries");
    }

    private static String mb(long bytes) {
        return BigDecimal.valueOf(bytes).divide(MB, 1, RoundingMode.HALF_UP).toPlainString();
    }
}
