package io.dwr.model.request;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The fields of a request by type. A field that is missing or null has its default; one of the wrong type has it, too,
 * and is a violation.
 */
final class Fields {
    private static final int MOST_ENTRIES = 10_000;
    private static final int MOST_DIGITS = 18;
    private static final int MOST_DECIMALS = 40;

    private final JsonNode object;
    private final Violations violations;

    Fields(JsonNode object, Violations violations) {
        this.object = object;
        this.violations = violations;
    }

    static String pointer(String name) {
        return Pointers.child("", name);
    }

    boolean has(String name) {
        return value(name) != null;
    }

    void refuse(ViolationCode code, String name, String message) {
        violations.add(code, pointer(name), message);
    }

    @Nullable
    String text(String name) {
        JsonNode value = value(name);
        return value == null ? null : text(name, pointer(name), value);
    }

    /** An empty list when missing. */
    List<String> texts(String name) {
        JsonNode value = value(name);
        if (value == null) {
            return List.of();
        }
        if (!value.isArray()) {
            String hint = value.isString() ? ", for example [" + Quoted.of(value.stringValue()) + "]" : "";
            wrongType(name, pointer(name), value, "a list of strings" + hint);
            return List.of();
        }
        if (tooMany(name, value)) {
            return List.of();
        }
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < value.size(); i++) {
            String text = text(name + "[" + i + "]", Pointers.child(pointer(name), i), value.get(i));
            texts.add(text == null ? "" : text);
        }
        return texts;
    }

    /** String to string, in the order of the document; an empty map when missing. */
    Map<String, String> map(String name) {
        JsonNode value = value(name);
        if (value == null) {
            return Map.of();
        }
        if (!value.isObject()) {
            wrongType(name, pointer(name), value, "an object of strings, for example {\"NAME\": \"value\"}");
            return Map.of();
        }
        if (tooMany(name, value)) {
            return Map.of();
        }
        Map<String, String> map = new LinkedHashMap<>();
        value.properties().forEach(entry -> {
            String key = entry.getKey();
            String pointer = Pointers.child(pointer(name), key);
            String text = text(name + " " + Quoted.of(key), pointer, entry.getValue());
            if (clean(name + " name " + Quoted.of(key), pointer, key) && text != null) {
                map.put(key, text);
            }
        });
        return map;
    }

    boolean flag(String name, boolean otherwise) {
        JsonNode value = value(name);
        if (value == null) {
            return otherwise;
        }
        if (!value.isBoolean()) {
            wrongType(name, pointer(name), value, "true or false");
            return otherwise;
        }
        return value.booleanValue();
    }

    /** A number that is safe to count with: few digits, no exponent that blows up. */
    @Nullable
    BigDecimal number(String name) {
        JsonNode value = value(name);
        if (value == null) {
            return null;
        }
        if (!value.isNumber()) {
            wrongType(name, pointer(name), value, "a number");
            return null;
        }
        BigDecimal number = bounded(value);
        if (number == null) {
            refuse(
                    ViolationCode.OUT_OF_RANGE,
                    name,
                    name + " is " + abbreviated(value) + ": not a number of at most " + MOST_DIGITS
                            + " digits; send a sensible amount");
        }
        return number;
    }

    /** A whole number from {@code least} to {@code most}; {@code otherwise} when missing. */
    long whole(String name, long least, long most, long otherwise, String unit) {
        JsonNode value = value(name);
        if (value == null) {
            return otherwise;
        }
        BigDecimal number = value.isNumber() ? bounded(value) : null;
        String wanted = "a whole number" + unit + " from " + least + " to " + most;
        if (!value.isNumber()) {
            wrongType(name, pointer(name), value, wanted);
            return otherwise;
        }
        if (number == null || number.stripTrailingZeros().scale() > 0) {
            refuse(ViolationCode.OUT_OF_RANGE, name, name + " is " + abbreviated(value) + ": send " + wanted);
            return otherwise;
        }
        long whole = number.longValueExact();
        if (whole < least || whole > most) {
            refuse(ViolationCode.OUT_OF_RANGE, name, name + " is " + abbreviated(value) + ": send " + wanted);
            return otherwise;
        }
        return whole;
    }

    private @Nullable JsonNode value(String name) {
        JsonNode value = object.get(name);
        return value == null || value.isNull() ? null : value;
    }

    private @Nullable String text(String what, String pointer, JsonNode value) {
        if (!value.isString()) {
            String hint = value.isNumber() || value.isBoolean() ? "; put it in quotes" : "";
            hint = value.isNull() ? "; leave it out, or send \"\" where an empty value is meant" : hint;
            wrongType(what, pointer, value, "a string" + hint);
            return null;
        }
        String text = value.stringValue();
        return clean(what, pointer, text) ? text : null;
    }

    private boolean clean(String what, String pointer, String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == 0) {
                violations.add(
                        ViolationCode.INVALID_FORMAT,
                        pointer,
                        what + " contains a NUL character, which no program can be given: remove it");
                return false;
            }
            if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
            } else if (Character.isSurrogate(c)) {
                violations.add(
                        ViolationCode.INVALID_FORMAT,
                        pointer,
                        what + " contains half a character (a lone surrogate), which UTF-8 cannot hold: remove it");
                return false;
            }
        }
        return true;
    }

    private boolean tooMany(String name, JsonNode value) {
        if (value.size() <= MOST_ENTRIES) {
            return false;
        }
        refuse(
                ViolationCode.TOO_LARGE,
                name,
                name + " has " + value.size() + " entries: at most " + MOST_ENTRIES + " are taken; send fewer");
        return true;
    }

    private void wrongType(String what, String pointer, JsonNode value, String wanted) {
        violations.add(ViolationCode.WRONG_TYPE, pointer, what + " is " + typeOf(value) + ": send " + wanted);
    }

    private static @Nullable BigDecimal bounded(JsonNode value) {
        if ((value.isDouble() || value.isFloat()) && !Double.isFinite(value.doubleValue())) {
            return null;
        }
        BigDecimal number = value.decimalValue();
        if (number.signum() == 0) {
            return BigDecimal.ZERO;
        }
        long integerDigits = (long) number.precision() - number.scale();
        return integerDigits > MOST_DIGITS || number.scale() > MOST_DECIMALS ? null : number;
    }

    private static String abbreviated(JsonNode number) {
        String text = number.isBigDecimal() ? number.decimalValue().toString() : number.asString();
        return text.length() <= 24 ? text : text.substring(0, 24) + "…";
    }

    private static String typeOf(JsonNode value) {
        return switch (value.getNodeType()) {
            case ARRAY -> "a list";
            case OBJECT -> "an object";
            case STRING -> "a string";
            case NUMBER -> "a number";
            case BOOLEAN -> "a boolean";
            case NULL -> "null";
            case BINARY, MISSING, POJO -> "no JSON value";
        };
    }
}
