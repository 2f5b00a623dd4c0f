package io.dwr.redis.log;

/** Redis answers and is out of memory: it takes no more log lines until that is changed. */
public final class LogFullException extends RuntimeException {
    public LogFullException(Throwable cause) {
        super(cause.getMessage(), cause);
    }
}
