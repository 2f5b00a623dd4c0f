package io.dwr.model.placement;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The GPUs that a job asks for.
 *
 * @param count how many, 0 = none
 * @param type as the user sent it: a model, {@code any}, or null
 * @param memoryMib least memory of each in MiB, 0 = any
 */
public record GpuRequirements(int count, @Nullable String type, long memoryMib) {
    /** Any model will do. */
    public static final String ANY = "any";

    public static final GpuRequirements NONE = new GpuRequirements(0, null, 0);

    /** The model that matches, without outer blanks and in lower case; {@link #ANY} when every model does. */
    public String model() {
        return type == null || type.isBlank() ? ANY : type.strip().toLowerCase(Locale.ROOT);
    }
}
