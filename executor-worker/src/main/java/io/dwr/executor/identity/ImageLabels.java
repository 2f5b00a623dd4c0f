package io.dwr.executor.identity;

import io.dwr.model.job.ImageUse;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The image of a container, as labels on it: a process that finds the container knows what its reference meant. */
public final class ImageLabels {
    private static final String ID = "dwr.image.id";
    private static final String DIGEST = "dwr.image.digest";

    private ImageLabels() {}

    public static Map<String, String> of(@Nullable ImageUse image) {
        Map<String, String> labels = new HashMap<>();
        if (image != null && image.id() != null) {
            labels.put(ID, image.id());
        }
        if (image != null && image.digest() != null) {
            labels.put(DIGEST, image.digest());
        }
        return labels;
    }

    /** Null for a container without such labels. */
    public static @Nullable ImageUse read(Map<String, String> labels) {
        String id = labels.get(ID);
        return id == null ? null : new ImageUse(id, labels.get(DIGEST), null);
    }
}
