package io.dwr.cli.job;

import io.dwr.cli.CliException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code -e} and {@code --env-file} as Docker reads them: files first, then flags, the last one of a name counts. */
final class EnvironmentFlags {
    private final Map<String, String> shell;

    EnvironmentFlags(Map<String, String> shell) {
        this.shell = shell;
    }

    Map<String, String> read(List<String> files, List<String> variables) {
        Map<String, String> environment = new LinkedHashMap<>();
        for (String file : files) {
            lines(file).stream()
                    .map(String::stripLeading)
                    .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                    .forEach(line -> put(environment, line));
        }
        variables.forEach(variable -> put(environment, variable));
        return environment;
    }

    private void put(Map<String, String> environment, String variable) {
        int equals = variable.indexOf('=');
        if (equals >= 0) {
            environment.put(variable.substring(0, equals), variable.substring(equals + 1));
            return;
        }
        String own = shell.get(variable);
        if (own != null) {
            environment.put(variable, own);
        }
    }

    private static List<String> lines(String file) {
        try {
            return Files.readAllLines(Path.of(file), StandardCharsets.UTF_8);
        } catch (IOException | InvalidPathException e) {
            throw new CliException(
                    "the file of --env-file cannot be read: " + FileProblems.reason(file, e) + ". Correct its name", e);
        }
    }
}
