package io.dwr.cli.text;

import java.util.Iterator;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** Writes a JSON tree; small, since a mapper would double the time that a command takes to start. */
public final class JsonText {
    private static final String INDENT = "  ";

    private final StringBuilder text = new StringBuilder();
    private final boolean pretty;

    private JsonText(boolean pretty) {
        this.pretty = pretty;
    }

    /** On one line. */
    public static String compact(JsonNode tree) {
        return new JsonText(false).write(tree, 0).text.toString();
    }

    /** One field a line. */
    public static String pretty(JsonNode tree) {
        return new JsonText(true).write(tree, 0).text.toString();
    }

    private JsonText write(JsonNode node, int depth) {
        switch (node.getNodeType()) {
            case OBJECT -> object(node, depth);
            case ARRAY -> array(node, depth);
            case STRING -> quoted(node.stringValue());
            case NUMBER -> text.append(number(node));
            case BOOLEAN -> text.append(node.booleanValue());
            case NULL, MISSING, BINARY, POJO -> text.append("null");
        }
        return this;
    }

    private static String number(JsonNode node) {
        return node.isBigDecimal() ? node.decimalValue().toString() : node.asString();
    }

    private void object(JsonNode node, int depth) {
        text.append('{');
        Iterator<Map.Entry<String, JsonNode>> fields = node.properties().iterator();
        while (fields.hasNext()) {
            Map.Entry<String, JsonNode> field = fields.next();
            newLine(depth + 1);
            quoted(field.getKey());
            text.append(pretty ? ": " : ":");
            write(field.getValue(), depth + 1);
            text.append(fields.hasNext() ? "," : "");
        }
        close(node.isEmpty(), '}', depth);
    }

    private void array(JsonNode node, int depth) {
        text.append('[');
        for (int i = 0; i < node.size(); i++) {
            newLine(depth + 1);
            write(node.get(i), depth + 1);
            text.append(i + 1 < node.size() ? "," : "");
        }
        close(node.isEmpty(), ']', depth);
    }

    private void close(boolean empty, char bracket, int depth) {
        if (!empty) {
            newLine(depth);
        }
        text.append(bracket);
    }

    private void newLine(int depth) {
        if (pretty) {
            text.append('\n').append(INDENT.repeat(depth));
        }
    }

    private void quoted(String value) {
        text.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '"' -> text.append("\\\"");
                case '\\' -> text.append("\\\\");
                case '\n' -> text.append("\\n");
                case '\r' -> text.append("\\r");
                case '\t' -> text.append("\\t");
                default -> character(c);
            }
        }
        text.append('"');
    }

    private void character(char c) {
        if (Character.isISOControl(c) || c == '\u2028' || c == '\u2029') {
            text.append(String.format("\\u%04x", (int) c));
            return;
        }
        text.append(c);
    }
}
