package io.dwr.cli.job;

import io.dwr.cli.CliException;
import io.dwr.cli.OutputOption;
import io.dwr.cli.Session;
import io.dwr.cli.UsageException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code dwr inspect}: prints all that is known of jobs. */
@Command(name = "inspect", description = "Print all that is known of jobs as JSON, one document a job.")
public final class InspectCommand implements Runnable {
    private static final Set<String> NOT_FAILED = Set.of("completed", "aborted", "executor_drained");

    private final Session session;

    @Parameters(paramLabel = "ID", arity = "1..*", description = "Jobs, or the beginnings of their ids.")
    private List<String> ids = new ArrayList<>();

    public InspectCommand(Session session) {
        this.session = session;
    }

    @Option(
            names = "--postmortem",
            description =
                    "What is left of a failed attempt instead: its container, what happened to it, its last lines.")
    private boolean postMortem;

    @Option(
            names = "--attempt",
            paramLabel = "N",
            description = "With --postmortem: that attempt (default: the last one that failed).")
    private int attempt;

    /** Taken so that it need not be thought about: there is no other form. */
    @Option(
            names = {"-o", "--output"},
            hidden = true)
    void output(String form) {
        // JSON comes whatever is said.
    }

    @Override
    public void run() {
        if (attempt < 0 || (attempt > 0 && !postMortem)) {
            throw new UsageException("--attempt takes the number of an attempt, 1 and up, and goes with --postmortem");
        }
        Jobs jobs = new Jobs(session.client());
        for (String id : ids) {
            String whole = jobs.resolve(id);
            OutputOption.print(
                    session.console(), postMortem ? jobs.postMortem(whole, number(jobs, whole)) : jobs.page(whole));
        }
    }

    private int number(Jobs jobs, String id) {
        if (attempt > 0) {
            return attempt;
        }
        int last = 0;
        for (JsonNode ended : jobs.get(id).path("attempts").values()) {
            boolean failed = !NOT_FAILED.contains(ended.path("status_reason").asString(""));
            last = failed ? ended.path("attempt").asInt(0) : last;
        }
        if (last == 0) {
            throw new CliException("no attempt of job " + id + " has failed");
        }
        return last;
    }
}
