package io.dwr.executor.engine;

/** The engine has no such image. */
public final class ImageMissingException extends EngineException {
    public ImageMissingException(String message, Throwable cause) {
        super(message, cause);
    }
}
