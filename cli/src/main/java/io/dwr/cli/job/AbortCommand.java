package io.dwr.cli.job;

import io.dwr.cli.CliException;
import io.dwr.cli.Console;
import io.dwr.cli.ExitCode;
import io.dwr.cli.Session;
import io.dwr.cli.server.Reconnection;
import io.dwr.model.job.JobStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code dwr abort}: stops jobs, and is through when their containers are gone. */
@Command(name = "abort", description = "Stop jobs; ends when their containers are gone.", sortOptions = false)
public final class AbortCommand implements Callable<Integer> {
    private final Session session;

    @Parameters(paramLabel = "ID", arity = "1..*", description = "Jobs, or the beginnings of their ids.")
    private List<String> ids = new ArrayList<>();

    @Option(names = "--no-wait", description = "Ask for it only; do not wait until the containers are gone.")
    private boolean noWait;

    @Option(names = "--reason", paramLabel = "TEXT", description = "Kept with the job.")
    private @Nullable String reason;

    public AbortCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        Jobs jobs = new Jobs(session.client());
        List<String> asked = new ArrayList<>();
        for (String id : ids) {
            ask(jobs, id, asked);
        }
        boolean all = asked.size() == ids.size();
        for (String id : asked) {
            all &= noWait || isAborted(new JobWait(jobs, session).untilEnded(id));
            session.console().line(id);
        }
        return all ? ExitCode.OK : ExitCode.FAILED;
    }

    /** All are asked before the first is waited for, so that they stop side by side. */
    private void ask(Jobs jobs, String id, List<String> asked) {
        try {
            Reconnection reconnection = new Reconnection(session);
            String resolved = jobs.resolve(id, reconnection);
            reconnection.ask(() -> jobs.abort(resolved, reason));
            asked.add(resolved);
        } catch (CliException e) {
            session.console().say("not aborted: " + e.getMessage());
        }
    }

    private boolean isAborted(JsonNode job) {
        Console console = session.console();
        boolean aborted = job.path("status").asString("").equals(JobStatus.ABORTED.word());
        if (!aborted) {
            console.say("it ended before it could be stopped: " + new JobEnd(job).sentence());
        }
        return aborted;
    }
}
