package io.dwr.model.request;

import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The rule of an image reference: {@code [host[:port]/]path[:tag][@digest]}, or the 64 hexadecimal digits of an image
 * id. The grammar is that of the distribution project, which the Docker Engine uses.
 */
final class ImageReference {
    private static final int LONGEST_NAME = 255;
    private static final int LONGEST = 700;
    private static final Pattern IMAGE_ID = Pattern.compile("[0-9a-f]{64}");
    private static final Pattern PATH_PART = Pattern.compile("[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*");
    private static final Pattern TAG = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}");
    private static final Pattern DIGEST =
            Pattern.compile("sha256:[0-9a-f]{64}|sha384:[0-9a-f]{96}|sha512:[0-9a-f]{128}");
    private static final Pattern HOST = Pattern.compile(
            "(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)*"
                    + "|\\[[0-9a-fA-F:]+])(?::[0-9]+)?");

    private ImageReference() {}

    /** What is wrong with {@code text} and what to do; null = nothing. */
    static @Nullable String fault(String text) {
        if (text.isEmpty()) {
            return "is empty: name an image, for example \"alpine:latest\"";
        }
        if (text.length() > LONGEST) {
            return "has " + text.length() + " characters: at most " + LONGEST + " are taken";
        }
        if (text.chars().anyMatch(c -> Character.isWhitespace(c) || Character.isISOControl(c))) {
            return "contains a blank: a reference has none; arguments belong into command";
        }
        if (text.contains("://")) {
            return "begins with a scheme: write host/path without "
                    + Quoted.of(text.substring(0, text.indexOf("://") + 3));
        }
        if (IMAGE_ID.matcher(text).matches()) {
            return null;
        }
        int at = text.indexOf('@');
        if (at >= 0 && !DIGEST.matcher(text.substring(at + 1)).matches()) {
            return "has a digest that is not sha256: and 64 hexadecimal digits: correct what follows the @";
        }
        return nameFault(at < 0 ? text : text.substring(0, at));
    }

    private static @Nullable String nameFault(String named) {
        int colon = named.indexOf(':', named.lastIndexOf('/') + 1);
        if (colon >= 0 && !TAG.matcher(named.substring(colon + 1)).matches()) {
            return "has a tag that is not 1 to 128 letters, digits, '_', '.', '-' (beginning with none of the last two):"
                    + " correct what follows the last colon";
        }
        String name = colon < 0 ? named : named.substring(0, colon);
        int slash = name.indexOf('/');
        boolean withHost = slash > 0 && isHost(name.substring(0, slash));
        if (withHost && !HOST.matcher(name.substring(0, slash)).matches()) {
            return "has a registry host that is none: write host or host:port before the first slash";
        }
        return pathFault(withHost ? name.substring(slash + 1) : name, name.length());
    }

    private static @Nullable String pathFault(String path, int nameLength) {
        if (!path.equals(path.toLowerCase(Locale.ROOT))) {
            return "has upper-case letters in the repository name: write it in lower case, "
                    + Quoted.of(path.toLowerCase(Locale.ROOT));
        }
        for (String part : path.split("/", -1)) {
            if (!PATH_PART.matcher(part).matches()) {
                return "is not a reference: " + Quoted.of(part) + " is not lower-case letters and digits, parted by"
                        + " '.', '_', '__' or '-'; the form is [host[:port]/]path[:tag][@digest]";
            }
        }
        if (nameLength > LONGEST_NAME) {
            return "has a name of " + nameLength + " characters: at most " + LONGEST_NAME + " before tag and digest";
        }
        return null;
    }

    /** Without a dot or a port, and not localhost, the first part belongs to the path on Docker Hub. */
    private static boolean isHost(String first) {
        return first.contains(".") || first.contains(":") || first.equals("localhost");
    }
}
