package io.dwr.redis.ledger;

/** Redis did not answer, or refused to work. The message names the address and the next step. */
public final class LedgerUnavailableException extends RuntimeException {
    public LedgerUnavailableException(String message) {
        super(message);
    }

    public LedgerUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
