package io.dwr.cli.job;

import io.dwr.cli.CliException;
import io.dwr.cli.ExitCode;
import io.dwr.cli.OutputOption;
import io.dwr.cli.Session;
import io.dwr.cli.UsageException;
import io.dwr.cli.text.JsonText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** {@code dwr submit}: hands a job over and prints its id. */
@Command(
        name = "submit",
        description = "Submit a job and print its id.",
        sortOptions = false,
        customSynopsis = {"dwr submit [OPTIONS] IMAGE [COMMAND...]", "       dwr submit -f FILE|-"})
public final class SubmitCommand implements Callable<Integer> {
    private static final String STANDARD_INPUT = "-";

    private final Session session;

    @Mixin
    private JobFlags flags = new JobFlags();

    @Mixin
    private OutputOption output = new OutputOption();

    @Option(
            names = {"-f", "--file"},
            paramLabel = "FILE",
            description = "The request as JSON, as POST /jobs takes it; - = standard input.")
    private @Nullable String file;

    public SubmitCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        flags.check();
        JsonNode job = submit();
        if (output.isJson()) {
            OutputOption.print(session.console(), job);
        } else if (flags.isDryRun()) {
            new DryRun(job).print(session.console());
        } else {
            session.console().line(job.path("job_id").asString(""));
        }
        return ExitCode.OK;
    }

    private JsonNode submit() {
        String key = flags.idempotencyKey() == null ? UUID.randomUUID().toString() : flags.idempotencyKey();
        if (file == null) {
            return send(new Submission(session.client(), session, FlagNames::of), request(), key);
        }
        if (!flags.isEmpty(session.console().environment())) {
            throw new UsageException("--file has the whole request: give it without IMAGE and without flags of a job");
        }
        return send(new Submission(session.client(), session, UnaryOperator.identity()), content(file), key);
    }

    private JsonNode send(Submission submission, byte[] request, String key) {
        return flags.isDryRun() ? submission.foresee(request, key) : submission.send(request, key);
    }

    private byte[] request() {
        if (!flags.hasImage()) {
            throw new UsageException("an IMAGE or --file is needed");
        }
        return JsonText.compact(flags.request(session.console().environment())).getBytes(StandardCharsets.UTF_8);
    }

    private byte[] content(String name) {
        try {
            return name.equals(STANDARD_INPUT)
                    ? session.console().input().readAllBytes()
                    : Files.readAllBytes(Path.of(name));
        } catch (IOException | InvalidPathException e) {
            throw new CliException(
                    "the request cannot be read: " + FileProblems.reason(name, e) + ". Correct --file", e);
        }
    }
}
