package io.dwr.model.queue;

import java.util.regex.Pattern;

/** How a queue may be called. */
public final class QueueName {
    /** Of a job that names none. */
    public static final String DEFAULT = "default";

    /** What {@link #isValid} asks for, as the end of a sentence. */
    public static final String RULE = "1 to 63 letters, digits, '.', '_', '-', beginning with a letter or digit";

    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,62}");

    private QueueName() {}

    public static boolean isValid(String name) {
        return FORM.matcher(name).matches();
    }
}
