package io.dwr.cli.text;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A length of time as a flag takes it. */
public final class SecondsConverter implements ITypeConverter<Long> {
    @Override
    public Long convert(String value) {
        Long seconds = Durations.seconds(value);
        if (seconds == null) {
            throw new TypeConversionException("'" + value + "' is no length of time: write 90, 90s, 5m, 1h30m or 2d");
        }
        return seconds;
    }
}
