package io.dwr.model.job;

import org.jspecify.annotations.Nullable;

/**
 * What ended an attempt, as one fact: the same in the API, the command line and the history.
 *
 * @param sentBy who did
 * @param signal name of the signal that ended the program, or that its exit code stands for; null when none did
 * @param limit the limit that was reached; null when none was
 * @param advice what to do about it, for a person; null when there is nothing to add
 */
public record Cause(
        SentBy sentBy,
        @Nullable String signal,
        @Nullable Limit limit,
        @Nullable String advice) {
    /** The advice to who met the job's own memory limit. */
    public static final String MORE_MEMORY = "ask for more with --memory (memory_gb)";

    /** What a reason says by itself, as of an end that nobody looked at more closely. */
    public static Cause of(StatusReason reason, @Nullable Integer exitCode) {
        return new Cause(
                CausesByReason.sentBy(reason),
                Signals.ofExitCode(exitCode),
                CausesByReason.limit(reason),
                CausesByReason.advice(reason));
    }

    public Cause withSignal(@Nullable String name) {
        return new Cause(sentBy, name, limit, advice);
    }

    public Cause withLimit(@Nullable Limit reached) {
        return new Cause(sentBy, signal, reached, advice);
    }

    public Cause withAdvice(@Nullable String next) {
        return new Cause(sentBy, signal, limit, next);
    }

    public Cause by(SentBy other) {
        return new Cause(other, signal, limit, advice);
    }
}
