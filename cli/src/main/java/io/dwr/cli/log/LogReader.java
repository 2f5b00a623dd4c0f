package io.dwr.cli.log;

import io.dwr.cli.Console;
import io.dwr.cli.server.Reconnection;
import io.dwr.cli.server.SchedulerClient;
import io.dwr.model.log.LogBytes;
import java.util.Base64;
import tools.jackson.databind.JsonNode;

/**
 * Reads a job's log page by page. Each page carries the offset of the next, so a broken connection neither loses a line
 * nor gives one twice; the server holds a page back until there is a line, for some seconds at most.
 */
public final class LogReader {
    private final SchedulerClient client;
    private final Console console;
    private final LinePrinter printer;

    public LogReader(SchedulerClient client, Console console, LinePrinter printer) {
        this.client = client;
        this.console = console;
        this.printer = printer;
    }

    /**
     * Prints what is there now.
     *
     * @param tail only so many of the last lines; negative = all
     */
    public void print(String jobId, long tail) {
        JsonNode page = client.get(beginning(jobId, tail));
        Place place = show(page, 0);
        while (!page.path("lines").isEmpty() && !place.complete()) {
            page = client.get(path(jobId) + "?since=" + place.offset());
            place = show(page, place.offset());
        }
    }

    /** Prints until the log is complete. A server that is asked by a follower puts it ahead when the log outruns it. */
    public void printAndFollow(String jobId, long tail, Reconnection reconnection) {
        String beginning = beginning(jobId, tail);
        Place place = show(reconnection.ask(() -> client.get(beginning)), 0);
        while (!place.complete()) {
            String path = path(jobId) + "?follow=true&since=" + place.offset();
            place = show(reconnection.ask(() -> client.get(path)), place.offset());
        }
    }

    private Place show(JsonNode page, long expected) {
        JsonNode exact = page.path("bytes");
        int index = 0;
        for (JsonNode line : page.path("lines").values()) {
            String bytes = exact.path(String.valueOf(index++)).asString("");
            printer.print(
                    bytes.isEmpty()
                            ? line.asString("")
                            : LogBytes.text(Base64.getDecoder().decode(bytes)));
        }
        console.flush();
        return new Place(
                page.path("next_offset").asLong(expected), page.path("complete").asBoolean(false));
    }

    private static String beginning(String jobId, long tail) {
        return path(jobId) + (tail < 0 ? "?since=0" : "?tail=" + tail);
    }

    private static String path(String jobId) {
        return "/jobs/" + jobId + "/logs";
    }

    /**
     * A place in a log.
     *
     * @param offset of the next line
     * @param complete whether none will come
     */
    private record Place(long offset, boolean complete) {}
}
