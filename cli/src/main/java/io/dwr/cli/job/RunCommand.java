package io.dwr.cli.job;

import io.dwr.cli.Console;
import io.dwr.cli.ExitCode;
import io.dwr.cli.OutputClosedException;
import io.dwr.cli.Session;
import io.dwr.cli.UsageException;
import io.dwr.cli.log.LogPrinter;
import io.dwr.cli.log.LogPrinter.SystemLines;
import io.dwr.cli.log.LogReader;
import io.dwr.cli.server.Reconnection;
import io.dwr.cli.server.SchedulerClient;
import io.dwr.cli.text.JsonText;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** {@code dwr run}: submits a job, shows its output as it comes, and ends with its exit code. */
@Command(
        name = "run",
        description = "Run a container in the cluster, show its output and exit with its code.",
        sortOptions = false,
        exitCodeOnInvalidInput = ExitCode.NOT_RUN,
        exitCodeOnExecutionException = ExitCode.NOT_RUN,
        customSynopsis = "dwr run [OPTIONS] IMAGE [COMMAND...]")
public final class RunCommand implements Callable<Integer> {
    private final Session session;

    @Mixin
    private JobFlags flags = new JobFlags();

    @Option(
            names = {"-d", "--detach"},
            description = "Print the job's id and leave.")
    private boolean detach;

    @Option(
            names = {"-q", "--quiet"},
            description = "Show nothing but the container's own output.")
    private boolean quiet;

    public RunCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        flags.check();
        if (!flags.hasImage()) {
            throw new UsageException("an IMAGE is needed");
        }
        Console console = session.console();
        SchedulerClient client = session.client();
        if (flags.isDryRun()) {
            new DryRun(submission(client).foresee(request(), key())).print(console);
            return ExitCode.OK;
        }
        Jobs jobs = new Jobs(client);
        try (Interruption interruption = detach ? Interruption.none() : Interruption.watch(jobs, session)) {
            String id = submit(client).path("job_id").asString("");
            if (detach) {
                console.line(id);
                return ExitCode.OK;
            }
            interruption.jobIs(id);
            return follow(id, client, jobs);
        }
    }

    private JsonNode submit(SchedulerClient client) {
        return submission(client).send(request(), key());
    }

    private Submission submission(SchedulerClient client) {
        return new Submission(client, session, FlagNames::of);
    }

    private byte[] request() {
        return JsonText.compact(flags.request(session.console().environment())).getBytes(StandardCharsets.UTF_8);
    }

    private String key() {
        String given = flags.idempotencyKey();
        return given == null ? UUID.randomUUID().toString() : given;
    }

    private int follow(String id, SchedulerClient client, Jobs jobs) {
        Console console = session.console();
        SystemLines lines = quiet ? SystemLines.NONE : SystemLines.BETWEEN_ATTEMPTS;
        WaitingNotice notice = WaitingNotice.watch(id, jobs, console, !quiet);
        try {
            new LogReader(client, console, new LogPrinter(console, false, lines))
                    .printAndFollow(id, -1, new Reconnection(session));
        } catch (OutputClosedException e) {
            console.say(
                    "nobody reads the output any more; job " + id + " goes on. Stop it with \"dwr abort " + id + "\".");
            throw e;
        } finally {
            notice.close();
        }
        JobEnd end = new JobEnd(new JobWait(jobs, session).untilEnded(id));
        if (!end.isProgramsOwn()) {
            console.say(end.sentence());
        }
        return end.exitCode();
    }
}
