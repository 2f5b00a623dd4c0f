package io.dwr.cli.job;

import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;

/** Why a file cannot be read, for a person. */
final class FileProblems {
    private FileProblems() {}

    static String reason(String file, Exception cause) {
        return switch (cause) {
            case NoSuchFileException e -> "there is no file \"" + file + "\"";
            case AccessDeniedException e -> "\"" + file + "\" may not be read by this user";
            case CharacterCodingException e -> "\"" + file + "\" is not text in UTF-8";
            default -> "\"" + file + "\": " + cause.getMessage();
        };
    }
}
