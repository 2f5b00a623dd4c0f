package io.dwr.executor.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads a file of logins. No failure repeats anything of what it holds. */
final class SecretFile {
    private static final ObjectMapper JSON = new ObjectMapper();

    private SecretFile() {}

    static JsonNode read(Path file) {
        try {
            return JSON.readTree(Files.readAllBytes(file));
        } catch (JsonProcessingException broken) {
            throw new UnusableLoginException(
                    file + " is not valid JSON, line " + broken.getLocation().getLineNr());
        } catch (IOException unreadable) {
            throw new UnusableLoginException(
                    file + " cannot be read (" + unreadable.getClass().getSimpleName() + ")");
        }
    }
}
