package io.dwr.executor.attempt;

import io.dwr.executor.engine.EngineRefusalException;
import io.dwr.model.job.StatusReason;
import java.util.Locale;
import java.util.stream.Stream;

/** Tells whose fault a refusal is by the engine's words, since its HTTP status does not tell. */
final class EngineWords {
    private static final int NOT_FOUND = 127;
    private static final int NOT_EXECUTABLE = 126;

    private EngineWords() {}

    static AttemptEnd createRefused(EngineRefusalException refusal) {
        String words = words(refusal);
        if (words.contains("no command specified")) {
            return end(StatusReason.COMMAND_MISSING, "neither the job nor its image names a command", refusal);
        }
        if (words.contains("bind source path does not exist")) {
            return end(StatusReason.VOLUME_SOURCE_MISSING, sentence(refusal), refusal);
        }
        if (anyIn(words, "invalid mount", "mount point", "mount config", "mount path")) {
            return end(StatusReason.INVALID_MOUNT, sentence(refusal), refusal);
        }
        if (anyIn(words, "no space left")) {
            return end(StatusReason.CONTAINER_START_FAILED, sentence(refusal), refusal);
        }
        return end(StatusReason.CONTAINER_CREATE_FAILED, sentence(refusal), refusal);
    }

    static AttemptEnd startRefused(EngineRefusalException refusal) {
        String words = words(refusal);
        if (anyIn(words, "unable to find user", "no matching entries in passwd", "no matching entries in group")) {
            return end(StatusReason.CONTAINER_CREATE_FAILED, sentence(refusal), refusal);
        }
        boolean mounting = words.contains("mounting") && words.contains("to rootfs");
        if (mounting || words.contains("inside /proc")) {
            return end(StatusReason.INVALID_MOUNT, sentence(refusal), refusal);
        }
        if (anyIn(words, "error setting rlimit")) {
            return end(StatusReason.CONTAINER_CREATE_FAILED, sentence(refusal), refusal);
        }
        boolean program = words.contains("exec");
        if (program && anyIn(words, "executable file not found", "no such file or directory")) {
            return new AttemptEnd(StatusReason.COMMAND_NOT_FOUND, NOT_FOUND, sentence(refusal), refusal);
        }
        if (program && anyIn(words, "permission denied", "is a directory", "exec format error")) {
            return new AttemptEnd(StatusReason.COMMAND_NOT_EXECUTABLE, NOT_EXECUTABLE, sentence(refusal), refusal);
        }
        return end(StatusReason.CONTAINER_START_FAILED, sentence(refusal), refusal);
    }

    private static AttemptEnd end(StatusReason reason, String message, EngineRefusalException refusal) {
        return new AttemptEnd(reason, message, refusal);
    }

    private static String sentence(EngineRefusalException refusal) {
        return "the engine refuses the container: " + refusal.getMessage();
    }

    private static String words(EngineRefusalException refusal) {
        return String.valueOf(refusal.getMessage()).toLowerCase(Locale.ROOT);
    }

    private static boolean anyIn(String words, String... parts) {
        return Stream.of(parts).anyMatch(words::contains);
    }
}
