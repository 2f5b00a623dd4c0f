package io.dwr.cli.log;

import io.dwr.cli.Console;
import io.dwr.cli.server.Reconnection;
import io.dwr.cli.server.SchedulerClient;
import io.dwr.model.log.LogBytes;
import java.util.Base64;
import java.util.function.Supplier;
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
     * @return where to go on
     */
    public Place print(String jobId, long tail) {
        return print(jobId, tail, Supplier::get);
    }

    /** Prints from a place on until the log is complete. */
    public void follow(String jobId, Place from, Reconnection reconnection) {
        Place place = from;
        while (!place.complete()) {
            String path = path(jobId) + "?follow=true&since=" + place.offset();
            place = show(reconnection.ask(() -> client.get(path)), place.offset());
        }
    }

    /** As {@link #print(String, long)} and {@link #follow}, in one. */
    public void printAndFollow(String jobId, long tail, Reconnection reconnection) {
        follow(jobId, print(jobId, tail, reconnection::ask), reconnection);
    }

    private Place print(String jobId, long tail, Asking asking) {
        String first = path(jobId) + (tail < 0 ? "?since=0" : "?tail=" + tail);
        JsonNode page = asking.ask(() -> client.get(first));
        Place place = show(page, tail < 0 ? 0 : page.path("first_offset").asLong(0));
        while (!page.path("lines").isEmpty() && !place.complete()) {
            String next = path(jobId) + "?since=" + place.offset();
            page = asking.ask(() -> client.get(next));
            place = show(page, place.offset());
        }
        return place;
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

    private static String path(String jobId) {
        return "/jobs/" + jobId + "/logs";
    }

    private interface Asking {
        JsonNode ask(Supplier<JsonNode> request);
    }

    /**
     * A place in a log.
     *
     * @param offset of the next line
     * @param complete whether none will come
     */
    public record Place(long offset, boolean complete) {}
}
