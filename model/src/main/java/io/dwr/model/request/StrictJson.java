package io.dwr.model.request;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads one JSON document of a stranger into a tree: no field twice, nothing after its end, bounded in bytes, depth and
 * digits. Numbers keep their decimals; one that no field could hold is refused before it is expanded.
 */
public final class StrictJson {
    private static final int LONGEST_NUMBER = 64;
    private static final int LONG_DIGITS = 18;
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final int mostBytes;
    private final int mostDepth;
    private final JsonFactory factory;

    /**
     * A reader with limits.
     *
     * @param mostBytes of the document
     * @param mostDepth of objects and arrays within each other
     */
    public StrictJson(int mostBytes, int mostDepth) {
        this.mostBytes = mostBytes;
        this.mostDepth = mostDepth;
        this.factory = JsonFactory.builder()
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxDocumentLength(mostBytes)
                        .maxNestingDepth(mostDepth)
                        .maxNumberLength(LONGEST_NUMBER)
                        .maxNameLength(mostBytes)
                        .maxStringLength(mostBytes)
                        .build())
                .build();
    }

    /** Reads a document; {@link MalformedJsonException} says where it is not one. */
    public JsonNode read(byte[] document) throws MalformedJsonException {
        if (document.length > mostBytes) {
            throw new MalformedJsonException(
                    ViolationCode.TOO_LARGE,
                    "",
                    "the document has " + document.length + " bytes: at most " + mostBytes + " are taken");
        }
        try (JsonParser parser = factory.createParser(ObjectReadContext.empty(), document)) {
            return document(parser);
        } catch (JacksonException e) {
            throw malformed("", e);
        }
    }

    private JsonNode document(JsonParser parser) throws MalformedJsonException {
        try {
            if (parser.nextToken() == null) {
                throw new MalformedJsonException(
                        ViolationCode.INVALID_JSON, "", "the document is empty: send one JSON object");
            }
            JsonNode root = value(parser);
            if (parser.nextToken() != null) {
                throw new MalformedJsonException(
                        ViolationCode.INVALID_JSON,
                        "",
                        "something follows the end of the document" + at(parser.currentTokenLocation())
                                + ": send exactly one JSON object");
            }
            return root;
        } catch (JacksonException e) {
            throw malformed(pointer(parser), e);
        }
    }

    private JsonNode value(JsonParser parser) throws MalformedJsonException {
        JsonToken token = parser.currentToken();
        return switch (token) {
            case START_OBJECT -> object(parser);
            case START_ARRAY -> array(parser);
            case VALUE_STRING -> NODES.stringNode(parser.getString());
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> number(parser);
            case VALUE_TRUE -> NODES.booleanNode(true);
            case VALUE_FALSE -> NODES.booleanNode(false);
            case VALUE_NULL -> NODES.nullNode();
            case NOT_AVAILABLE, END_OBJECT, END_ARRAY, PROPERTY_NAME, VALUE_EMBEDDED_OBJECT ->
                throw new IllegalStateException("no value begins with " + token);
        };
    }

    private JsonNode object(JsonParser parser) throws MalformedJsonException {
        ObjectNode object = NODES.objectNode();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            if (object.has(name)) {
                throw new MalformedJsonException(
                        ViolationCode.DUPLICATE,
                        pointer(parser),
                        "the field " + Quoted.of(name) + " stands there twice: send it once");
            }
            parser.nextToken();
            object.set(name, value(parser));
        }
        return object;
    }

    private JsonNode array(JsonParser parser) throws MalformedJsonException {
        ArrayNode array = NODES.arrayNode();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            array.add(value(parser));
        }
        return array;
    }

    private static JsonNode number(JsonParser parser) throws MalformedJsonException {
        String text = parser.getString();
        if (parser.currentToken() == JsonToken.VALUE_NUMBER_INT && text.length() <= LONG_DIGITS) {
            return NODES.numberNode(parser.getLongValue());
        }
        try {
            return NODES.numberNode(new BigDecimal(text));
        } catch (NumberFormatException e) {
            throw new MalformedJsonException(
                    ViolationCode.OUT_OF_RANGE, pointer(parser), "the number " + Quoted.of(text) + " is too large");
        }
    }

    private MalformedJsonException malformed(String pointer, JacksonException cause) {
        if (cause instanceof StreamConstraintsException) {
            return new MalformedJsonException(
                    ViolationCode.INVALID_JSON,
                    pointer,
                    "the document is beyond a limit" + at(cause.getLocation()) + ": at most " + mostDepth
                            + " levels deep, " + LONGEST_NUMBER + " characters a number, " + mostBytes
                            + " bytes in all");
        }
        return new MalformedJsonException(
                ViolationCode.INVALID_JSON,
                pointer,
                "not JSON" + at(cause.getLocation()) + ": " + visible(cause.getOriginalMessage()));
    }

    /** Without control characters, and without the parser's words about itself. */
    private static String visible(String message) {
        return message.replaceAll("\\s*\\(start marker at \\[Source:[^\\]]*\\]\\)", "")
                .replaceAll("\\p{Cntrl}+", " ");
    }

    private static String at(@Nullable TokenStreamLocation location) {
        return location == null || location.getLineNr() < 0
                ? ""
                : " (line " + location.getLineNr() + ", column " + location.getColumnNr() + ")";
    }

    private static String pointer(JsonParser parser) {
        return parser.streamReadContext().pathAsPointer().toString();
    }
}
