package io.dwr.cli.text;

/** Text of strangers in tables and messages: what would steer a terminal is shown, not sent. */
public final class Visible {
    private Visible() {}

    public static String of(String text) {
        if (text.chars().noneMatch(Visible::isHidden)) {
            return text;
        }
        StringBuilder visible = new StringBuilder();
        text.chars().forEach(c -> {
            if (isHidden(c)) {
                visible.append(escape(c));
            } else {
                visible.append((char) c);
            }
        });
        return visible.toString();
    }

    private static String escape(int c) {
        return switch (c) {
            case '\n' -> "\\n";
            case '\r' -> "\\r";
            case '\t' -> "\\t";
            default -> String.format("\\u%04x", c);
        };
    }

    /** Control characters, and those that turn the direction of writing. */
    private static boolean isHidden(int c) {
        return Character.isISOControl(c) || (Character.getType(c) == Character.FORMAT && !isJoiner(c));
    }

    private static boolean isJoiner(int c) {
        return c == 0x200c || c == 0x200d;
    }
}
