package io.dwr.cli.text;

import java.math.BigDecimal;
import picocli.CommandLine.TypeConversionException;

/** Numbers as flags take them, refused in words for a person. */
public final class Numbers {
    private Numbers() {}

    public static BigDecimal decimal(String value) {
        try {
            return new BigDecimal(value);
        } catch (NumberFormatException e) {
            throw new TypeConversionException("'" + value + "' is no number");
        }
    }

    public static int whole(String value) {
        try {
            return Integer.parseInt(value);
        } catch (NumberFormatException e) {
            throw noWhole(value);
        }
    }

    public static long longWhole(String value) {
        try {
            return Long.parseLong(value);
        } catch (NumberFormatException e) {
            throw noWhole(value);
        }
    }

    private static TypeConversionException noWhole(String value) {
        return new TypeConversionException("'" + value + "' is no whole number of a usual size");
    }
}
