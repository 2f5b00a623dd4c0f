package io.dwr.executor.engine;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened to a container, as its engine tells it.
 *
 * @param time by the engine's clock
 * @param action the engine's word: {@code create}, {@code start}, {@code kill}, {@code oom}, {@code die}, …
 * @param signal name of the signal of a kill; else null
 * @param exitCode of a death; else null
 */
public record ContainerEvent(
        Instant time,
        String action,
        @Nullable String signal,
        @Nullable Integer exitCode) {}
