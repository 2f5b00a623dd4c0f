package io.dwr.redis;

import io.dwr.redis.ledger.LedgerUnavailableException;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.RedisConnectionException;
import org.jspecify.annotations.Nullable;

/** Says of every failure of Redis where it happened and what to do. */
final class RedisFailures {
    private final RedisSettings settings;

    RedisFailures(RedisSettings settings) {
        this.settings = settings;
    }

    LedgerUnavailableException unavailable(Throwable cause) {
        return new LedgerUnavailableException(sentence(cause), cause);
    }

    static boolean isFunctionMissing(Throwable failure) {
        return said(failure, "Function not found");
    }

    static boolean isGroupMissing(Throwable failure) {
        return said(failure, "NOGROUP");
    }

    static boolean isGroupThere(Throwable failure) {
        return said(failure, "BUSYGROUP");
    }

    static boolean isOutOfMemory(@Nullable Throwable failure) {
        return failure != null && said(failure, "OOM ");
    }

    private static boolean said(Throwable failure, String words) {
        String message = failure.getMessage();
        return failure instanceof RedisCommandExecutionException && message != null && message.contains(words);
    }

    private String sentence(Throwable cause) {
        String address = "Redis at " + settings.host() + ":" + settings.port();
        String said = deepestMessage(cause);
        if (said.startsWith("NOAUTH") || said.startsWith("WRONGPASS") || said.contains("AUTH")) {
            return address + " refuses the password (" + said + "): set REDIS_PASSWORD to the server's";
        }
        if (said.startsWith("OOM")) {
            return address + " is out of memory (" + said + "): raise maxmemory; what ends jobs still works";
        }
        if (said.startsWith("LOADING")) {
            return address + " still loads its data (" + said + "): try again shortly";
        }
        if (cause instanceof RedisCommandExecutionException) {
            return address + " refused a command (" + said + "): look into its log and its configuration";
        }
        if (cause instanceof RedisCommandTimeoutException) {
            return address + " did not answer in time (" + said
                    + "): see whether it is overloaded, frozen or cut off; the call may be repeated";
        }
        if (cause instanceof RedisConnectionException) {
            return address + " cannot be reached (" + said
                    + "): start it, or set REDIS_HOST and REDIS_PORT to where it runs";
        }
        return address + " does not answer (" + said
                + "): start it, or set REDIS_HOST and REDIS_PORT to where it runs; the call may be repeated";
    }

    private static String deepestMessage(Throwable failure) {
        String message = String.valueOf(failure.getMessage());
        for (@Nullable Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
            if (cause.getMessage() != null) {
                message = cause.getMessage();
            }
        }
        return message;
    }
}
