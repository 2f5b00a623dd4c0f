package io.dwr.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The function library as text. */
class FunctionLibraryTest {
    private static final Path FOLDER = Path.of("src/main/resources/io/dwr/redis/functions");

    @Test
    void everyFileIsInTheLibraryAndEveryFunctionHasAHeader() throws IOException {
        String source = FunctionLibrary.source();
        List<Path> files = files();

        assertThat(files).hasSizeGreaterThan(20);
        for (Path file : files) {
            String text = Files.readString(file);
            assertThat(source).as("%s is in the library", file).contains(text);
            if (file.getParent().equals(FOLDER)) {
                assertThat(text)
                        .as("header of %s", file)
                        .startsWith("-- ")
                        .contains("\n-- KEYS ", "\n-- ARGV ", "\n-- returns ");
            }
        }
    }

    @Test
    void noKeyIsBuiltOutsideTheSchema() throws IOException {
        for (Path file : files()) {
            assertThat(Files.readString(file))
                    .as("%s", file)
                    .doesNotContain("{dwr}")
                    .doesNotContain("'job_logs");
        }
    }

    @Test
    void libraryAndFunctionsCarryTheVersion() {
        assertThat(FunctionLibrary.source()).startsWith("#!lua name=dwr_v5\n");
        assertThat(FunctionLibrary.functionName("reserve")).isEqualTo("dwr_v5_reserve");
    }

    private static List<Path> files() throws IOException {
        try (Stream<Path> files = Files.walk(FOLDER)) {
            return files.filter(file -> file.toString().endsWith(".lua")).toList();
        }
    }
}
