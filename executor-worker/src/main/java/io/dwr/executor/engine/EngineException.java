package io.dwr.executor.engine;

import org.jspecify.annotations.Nullable;

/** What an engine can answer instead of doing what was asked; the message is for a person. */
public abstract sealed class EngineException extends RuntimeException
        permits EngineUnavailableException,
                EngineRefusalException,
                NameTakenException,
                NoSuchContainerException,
                ImageMissingException,
                ImagePullException {
    EngineException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
