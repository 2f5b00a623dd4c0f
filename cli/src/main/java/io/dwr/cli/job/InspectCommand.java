package io.dwr.cli.job;

import io.dwr.cli.OutputOption;
import io.dwr.cli.Session;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code dwr inspect}: prints all that is known of jobs. */
@Command(name = "inspect", description = "Print all that is known of jobs as JSON, one document a job.")
public final class InspectCommand implements Runnable {
    private final Session session;

    @Parameters(paramLabel = "ID", arity = "1..*", description = "Jobs, or the beginnings of their ids.")
    private List<String> ids = new ArrayList<>();

    public InspectCommand(Session session) {
        this.session = session;
    }

    /** Taken so that it need not be thought about: there is no other form. */
    @Option(
            names = {"-o", "--output"},
            hidden = true)
    void output(String form) {
        // JSON comes whatever is said.
    }

    @Override
    public void run() {
        Jobs jobs = new Jobs(session.client());
        for (String id : ids) {
            OutputOption.print(session.console(), jobs.page(jobs.resolve(id)));
        }
    }
}
