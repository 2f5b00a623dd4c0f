package io.dwr.model.request;

import java.util.regex.Pattern;

/** How the credentials of a registry may be called. */
public final class CredentialsName {
    /** What {@link #isValid} asks for, as the end of a sentence. */
    public static final String RULE = "1 to 63 letters, digits, '.', '_', '-', beginning with a letter or digit";

    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,62}");

    private CredentialsName() {}

    public static boolean isValid(String name) {
        return FORM.matcher(name).matches();
    }
}
