package io.dwr.cli;

import io.dwr.cli.text.JsonText;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;
import tools.jackson.databind.JsonNode;

/** {@code -o json}: the scheduler's own JSON instead of words for a person. */
public final class OutputOption {
    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORM",
            converter = Converter.class,
            description = "table (default) or json.")
    private Form form = Form.TABLE;

    public boolean isJson() {
        return form == Form.JSON;
    }

    /** A JSON document of its own. */
    public static void print(Console console, JsonNode tree) {
        console.line(JsonText.pretty(tree));
    }

    private enum Form {
        TABLE,
        JSON
    }

    private static final class Converter implements ITypeConverter<Form> {
        @Override
        public Form convert(String value) {
            return switch (value) {
                case "table" -> Form.TABLE;
                case "json" -> Form.JSON;
                default -> throw new TypeConversionException("'" + value + "' is no form: write table or json");
            };
        }
    }
}
