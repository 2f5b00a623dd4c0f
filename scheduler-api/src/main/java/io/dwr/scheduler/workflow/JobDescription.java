package io.dwr.scheduler.workflow;

import io.dwr.model.job.JobRecord;
import io.dwr.model.job.JobSpec;
import io.dwr.scheduler.json.Amounts;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What a person sees of a job in the Temporal Web UI before its workflow says more. */
final class JobDescription {
    private static final int SUMMARY_BYTES = 200;
    private static final int COMMAND_BYTES = 1000;

    private JobDescription() {}

    /** Name or image, and the command: one line of at most 200 bytes. */
    static String summary(JobSpec spec) {
        String first = spec.name() == null ? spec.container().image() : spec.name();
        return cut((first + " " + command(spec)).strip().replaceAll("\\p{Cntrl}+", " "), SUMMARY_BYTES);
    }

    /** Markdown; what a user wrote stands in a code block. */
    static String details(JobRecord job) {
        JobSpec spec = job.spec();
        String text = "image: " + spec.container().image() + "\ncommand: " + command(spec) + "\ncpu cores: "
                + Amounts.cores(spec.requirements().resources().milliCpus()).toPlainString() + "\nmemory GiB: "
                + Amounts.gibOfBytes(spec.requirements().resources().memoryBytes())
                        .toPlainString() + "\nGPUs: "
                + spec.requirements().gpus().count();
        return "Job `" + job.id() + "`\n\n```\n" + cut(text.replace("`", "'"), COMMAND_BYTES)
                + "\n```\n\nStop it with the" + " signal `abort`.";
    }

    private static String command(JobSpec spec) {
        List<String> entrypoint = spec.container().entrypoint();
        List<String> command = spec.container().command();
        return (String.join(" ", entrypoint) + " " + String.join(" ", command)).strip();
    }

    /** The longest beginning that fits, never half a character. */
    private static String cut(String text, int bytes) {
        CharsetEncoder encoder = StandardCharsets.UTF_8
                .newEncoder()
                .onMalformedInput(CodingErrorAction.REPLACE)
                .onUnmappableCharacter(CodingErrorAction.REPLACE);
        ByteBuffer room = ByteBuffer.allocate(bytes);
        CharBuffer characters = CharBuffer.wrap(text);
        encoder.encode(characters, room, true);
        return text.substring(0, characters.position());
    }
}
