package io.dwr.cli.job;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * The value of {@code --gpus}.
 *
 * @param count null when only a model is given
 */
record GpuFlag(@Nullable Integer count, @Nullable String model) {
    /** Reads {@code 2}, {@code model=A100} and {@code model=A100,count=2}. */
    static final class Converter implements ITypeConverter<GpuFlag> {
        private static final String FORMS = "write a number, or model=MODEL,count=N";

        @Override
        public GpuFlag convert(String value) {
            if (value.equalsIgnoreCase("all")) {
                throw new TypeConversionException(
                        "'all' means nothing in a cluster: machines differ in their GPUs. Say how many: --gpus 1");
            }
            if (!value.contains("=")) {
                return new GpuFlag(number(value), null);
            }
            Integer count = null;
            String model = null;
            for (String part : value.split(",", -1)) {
                String[] pair = part.split("=", 2);
                switch (pair[0]) {
                    case "count" -> count = number(pair.length == 2 ? pair[1] : "");
                    case "model" -> model = pair.length == 2 ? pair[1] : "";
                    case "device" ->
                        throw new TypeConversionException(
                                "'" + value + "' names devices, which the scheduler chooses: " + FORMS);
                    default -> throw new TypeConversionException("'" + value + "' is not understood: " + FORMS);
                }
            }
            return new GpuFlag(count, model);
        }

        private static Integer number(String text) {
            if (!text.matches("[0-9]{1,9}")) {
                throw new TypeConversionException("'" + text + "' is no number of GPUs: " + FORMS);
            }
            return Integer.valueOf(text);
        }
    }
}
