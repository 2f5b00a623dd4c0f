package io.dwr.executor.engine.docker;

import java.time.Duration;

/**
 * How long the engine is waited for. An engine that hangs accepts everything and answers nothing, so every call has a
 * limit; what is followed for long, output and waits, has one until it is open.
 *
 * @param question of what is there
 * @param deed what an engine at work may take long for: to create, start or remove
 * @param end to end a container; a stop has its grace on top. The engine waits 10 s itself for a killed container
 */
public record EngineDeadlines(Duration question, Duration deed, Duration end) {
    static final EngineDeadlines USUAL =
            new EngineDeadlines(Duration.ofSeconds(20), Duration.ofMinutes(3), Duration.ofSeconds(20));
}
