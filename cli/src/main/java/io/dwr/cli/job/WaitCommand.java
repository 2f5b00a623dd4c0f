package io.dwr.cli.job;

import io.dwr.cli.Session;
import io.dwr.cli.server.Reconnection;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code dwr wait}: waits for jobs to end and prints the exit code of each. */
@Command(name = "wait", description = "Wait until jobs have ended and print the exit code of each.")
public final class WaitCommand implements Runnable {
    private final Session session;

    @Parameters(paramLabel = "ID", arity = "1..*", description = "Jobs, or the beginnings of their ids.")
    private List<String> ids = new ArrayList<>();

    public WaitCommand(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        Jobs jobs = new Jobs(session.client());
        Reconnection reconnection = new Reconnection(session);
        List<String> resolved =
                ids.stream().map(id -> jobs.resolve(id, reconnection)).toList();
        for (String id : resolved) {
            JobEnd end = new JobEnd(new JobWait(jobs, session).untilEnded(id));
            session.console().line(String.valueOf(end.exitCode()));
            if (!end.isProgramsOwn()) {
                session.console().say(end.sentence());
            }
        }
    }
}
