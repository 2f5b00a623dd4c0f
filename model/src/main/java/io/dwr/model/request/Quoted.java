package io.dwr.model.request;

/** Text of a stranger in a message: in quotes, short, on one line. */
final class Quoted {
    private static final int MOST_CHARS = 80;

    private Quoted() {}

    static String of(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        int shown = Math.min(text.length(), MOST_CHARS);
        for (int i = 0; i < shown; i++) {
            char c = text.charAt(i);
            if (Character.isISOControl(c) || (Character.isSurrogate(c) && !paired(text, i))) {
                quoted.append(String.format("\\u%04x", (int) c));
            } else {
                quoted.append(c);
            }
        }
        return quoted.append(text.length() > shown ? "…\"" : "\"").toString();
    }

    private static boolean paired(String text, int at) {
        if (Character.isHighSurrogate(text.charAt(at))) {
            return at + 1 < Math.min(text.length(), MOST_CHARS) && Character.isLowSurrogate(text.charAt(at + 1));
        }
        return at > 0 && Character.isHighSurrogate(text.charAt(at - 1));
    }
}
