package io.dwr.cli;

import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Answers of a scheduler about one job. */
public final class JobAnswers {
    private static final String TIME = "2026-01-01T11:59:00.123456789Z";

    private JobAnswers() {}

    /** A job; what {@code more} names stands instead of the usual. */
    public static String job(String id, String status, String more) {
        String usual = Stream.of(
                        "\"name\": null",
                        "\"docker_image\": \"box\"",
                        "\"command\": [\"sh\", \"-c\", \"x\"]",
                        "\"stage\": \"" + stage(status) + "\"",
                        "\"status_reason\": null",
                        "\"status_message\": null",
                        "\"executor_id\": null",
                        "\"exit_code\": null",
                        "\"created_at\": \"2026-01-01T11:55:00.000Z\"")
                .filter(field -> !more.contains(field.substring(0, field.indexOf(':'))))
                .collect(Collectors.joining(", "));
        return "{\"job_id\": \"" + id + "\", \"status\": \"" + status + "\", " + usual
                + (more.isEmpty() ? "" : ", " + more) + "}";
    }

    public static String ended(String status, String reason, String exitCode) {
        return "{\"job_id\": \"" + FakeScheduler.ID + "\", \"status\": \"" + status + "\", \"stage\": \"ended\","
                + " \"status_reason\": \"" + reason + "\", \"status_message\": \"It ended so.\", \"exit_code\": "
                + exitCode + "}";
    }

    /** A page of a log; each line is source and text. */
    public static String log(long first, boolean complete, String... lines) {
        StringBuilder page = new StringBuilder("{\"lines\": [");
        for (int i = 0; i < lines.length; i++) {
            page.append(i == 0 ? "" : ", ")
                    .append('"')
                    .append(TIME)
                    .append(' ')
                    .append(lines[i])
                    .append('"');
        }
        return page.append("], \"first_offset\": ")
                .append(first)
                .append(", \"next_offset\": ")
                .append(first + lines.length)
                .append(", \"dropped\": 0, \"complete\": ")
                .append(complete)
                .append('}')
                .toString();
    }

    private static String stage(String status) {
        return switch (status) {
            case "pending" -> "waiting";
            case "running" -> "running";
            default -> "ended";
        };
    }
}
