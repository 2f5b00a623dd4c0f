package io.dwr.scheduler.log;

import java.util.List;

/** Makes an answer's bytes of stored lines, given in order. */
interface LogRendering {
    byte[] of(List<String> storedLines);
}
