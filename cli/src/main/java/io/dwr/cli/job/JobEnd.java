package io.dwr.cli.job;

import io.dwr.cli.ExitCode;
import io.dwr.model.job.JobStatus;
import tools.jackson.databind.JsonNode;

/** What an ended job means for the one who ran it. */
final class JobEnd {
    private static final int NO_CODE = -1;

    private final JsonNode job;

    JobEnd(JsonNode job) {
        this.job = job;
    }

    static boolean isFinal(JsonNode job) {
        return JobStatus.ofWord(job.path("status").asString(""))
                .map(JobStatus::isFinal)
                .orElse(false);
    }

    /** The exit code of {@code dwr run}: the container's, where it says how the job ended. */
    int exitCode() {
        int code =
                job.path("exit_code").isIntegralNumber() ? job.path("exit_code").asInt() : NO_CODE;
        if (is(JobStatus.SUCCEEDED)) {
            return ExitCode.OK;
        }
        return switch (reason()) {
            case "command_not_found" -> ExitCode.NOT_FOUND;
            case "command_not_executable" -> ExitCode.NOT_EXECUTABLE;
            case "run_timeout" -> ExitCode.TIMED_OUT;
            default -> code > 0 ? code : withoutCode();
        };
    }

    /** Whether the program ended by itself, and at no limit, so that its own output says why. */
    boolean isProgramsOwn() {
        boolean told = job.path("cause").path("limit").isObject();
        return is(JobStatus.SUCCEEDED) || (reason().equals("exit_code") && !told);
    }

    /** One sentence, and what to do. */
    String sentence() {
        String message = message();
        String reason = reason().isEmpty() ? "" : " (" + reason() + ")";
        return "job " + job.path("job_id").asString("") + " "
                + job.path("status").asString("") + reason + (message.isEmpty() ? "." : ": " + message);
    }

    private String message() {
        String message = job.path("status_message").asString("");
        String advice = job.path("cause").path("advice").asString("");
        return advice.isEmpty() || message.contains(advice) ? message : message + ": " + advice;
    }

    private int withoutCode() {
        return is(JobStatus.ABORTED) ? ExitCode.INTERRUPTED : ExitCode.NOT_RUN;
    }

    private String reason() {
        return job.path("status_reason").asString("");
    }

    private boolean is(JobStatus status) {
        return job.path("status").asString("").equals(status.word());
    }
}
