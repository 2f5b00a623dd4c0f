package io.dwr.executor.attempt;

import io.dwr.executor.kernel.OutOfMemory;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a container's end beside the state that the engine shows. No fact of it decides alone.
 *
 * @param stop why this system stopped it; null when it did not
 * @param engineRestarted whether the engine stopped it: it was stopping then, or has restarted since
 * @param initFailure what the small init said instead of the program
 * @param guardKilled whether the guard meant to kill it; it may have ended before
 * @param outsideSignal name of the last signal that somebody else sent through the engine; null when nobody did
 * @param kernel whose memory ran out, as far as the kernel tells
 */
record Evidence(
        @Nullable StopCause stop,
        boolean engineRestarted,
        Optional<String> initFailure,
        boolean guardKilled,
        @Nullable String outsideSignal,
        Optional<OutOfMemory> kernel) {
    /** Nothing but the container's own state. */
    static final Evidence NONE = new Evidence(null, false, Optional.empty(), false, null, Optional.empty());

    Evidence stoppedBy(@Nullable StopCause cause) {
        return new Evidence(cause, engineRestarted, initFailure, guardKilled, outsideSignal, kernel);
    }

    Evidence afterRestart(boolean restarted) {
        return new Evidence(stop, restarted, initFailure, guardKilled, outsideSignal, kernel);
    }

    Evidence saidByInit(Optional<String> failure) {
        return new Evidence(stop, engineRestarted, failure, guardKilled, outsideSignal, kernel);
    }

    Evidence besideGuard(boolean killed) {
        return new Evidence(stop, engineRestarted, initFailure, killed, outsideSignal, kernel);
    }

    Evidence signalledFromOutside(@Nullable String signal) {
        return new Evidence(stop, engineRestarted, initFailure, guardKilled, signal, kernel);
    }

    Evidence saidByKernel(Optional<OutOfMemory> memory) {
        return new Evidence(stop, engineRestarted, initFailure, guardKilled, outsideSignal, memory);
    }
}
