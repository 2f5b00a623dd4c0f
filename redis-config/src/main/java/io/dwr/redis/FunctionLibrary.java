package io.dwr.redis;

import io.dwr.model.job.ExecutorEvidence;
import io.dwr.model.job.StatusReason;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The Redis function library: one Lua file for each function, and shared files, made into one text. Library and
 * functions carry the version in their names, so that an old and a new process do not overwrite each other: count it
 * up whenever a function's arguments, answer or stored form changes.
 */
final class FunctionLibrary {
    static final String NAME = "dwr_v5";

    private static final String FOLDER = "functions/";

    /** In the order in which they build on each other. */
    private static final List<String> SHARED = List.of(
            "base",
            "queues",
            "quotas",
            "records",
            "contact",
            "packed",
            "labels",
            "shapes",
            "executors",
            "classes",
            "roster",
            "recovery",
            "search",
            "findings",
            "lines",
            "quota_claims",
            "claims",
            "notices",
            "drains",
            "places",
            "grants",
            "pass_quotas",
            "passes",
            "choices",
            "moves",
            "faults",
            "logs",
            "fencing");

    private static final List<String> FUNCTIONS = List.of(
            "prepare",
            "reserve",
            "resume",
            "withdraw",
            "release",
            "end_attempt",
            "finish",
            "begin",
            "progress",
            "tell_image",
            "note_usage",
            "moved",
            "tell_outcome",
            "supersede",
            "confirm_gone",
            "report",
            "heartbeat",
            "set_state",
            "remove_executor",
            "set_quotas",
            "queues",
            "sweep",
            "closed",
            "adopt",
            "settle",
            "reopen",
            "explain",
            "foresee",
            "position",
            "executors",
            "contacts",
            "create_job",
            "list_jobs",
            "unfinished_jobs",
            "append_log",
            "close_log",
            "read_log",
            "tail_log",
            "log_length",
            "keep_postmortem");

    private FunctionLibrary() {}

    /** The name that Redis knows a function by. */
    static String functionName(String function) {
        return NAME + "_" + function;
    }

    /** The text for FUNCTION LOAD. */
    static String source() {
        StringBuilder source = new StringBuilder("#!lua name=" + NAME + "\n");
        source.append(RedisKeys.lua()).append(evidence()).append(export());
        SHARED.forEach(name -> source.append(read("shared/" + name)));
        FUNCTIONS.forEach(name -> source.append("do\n").append(read(name)).append("end\n"));
        return source.toString();
    }

    /** What each reason of an end says about the executor, as the Lua table {@code EVIDENCE}. */
    private static String evidence() {
        return Stream.of(StatusReason.values())
                .filter(reason -> reason.evidence() != ExecutorEvidence.NONE)
                .map(reason -> "  " + reason.code() + " = '" + reason.evidence().word() + "',\n")
                .collect(Collectors.joining("", "local EVIDENCE = {\n", "}\n"));
    }

    private static String export() {
        return """
                local function export(name, callback, ...)
                  redis.register_function{function_name = '%s_' .. name, callback = callback, flags = {...}}
                end
                """.formatted(NAME);
    }

    private static String read(String name) {
        String resource = FOLDER + name + ".lua";
        try (InputStream stream = FunctionLibrary.class.getResourceAsStream(resource)) {
            if (stream == null) {
                throw new IllegalStateException("the resource " + resource + " is missing in this build");
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
