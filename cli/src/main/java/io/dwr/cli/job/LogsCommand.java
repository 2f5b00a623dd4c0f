package io.dwr.cli.job;

import io.dwr.cli.Session;
import io.dwr.cli.UsageException;
import io.dwr.cli.log.LogPrinter;
import io.dwr.cli.log.LogReader;
import io.dwr.cli.server.Reconnection;
import io.dwr.cli.server.SchedulerClient;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code dwr logs}: prints a job's output. */
@Command(name = "logs", description = "Print the output of a job.", sortOptions = false)
public final class LogsCommand implements Runnable {
    private static final long ALL = -1;

    private final Session session;

    @Parameters(paramLabel = "ID", description = "The job, or the beginning of its id.")
    private @Nullable String id;

    @Option(
            names = {"-f", "--follow"},
            description = "Go on until the job has ended.")
    private boolean follow;

    @Option(
            names = {"-n", "--tail"},
            paramLabel = "N",
            description = "Begin with the last N lines (default: all).")
    private @Nullable String tail;

    @Option(
            names = {"-t", "--timestamps"},
            description = "Show when each line was written.")
    private boolean timestamps;

    public LogsCommand(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        long lines = lines();
        SchedulerClient client = session.client();
        String jobId = new Jobs(client).resolve(String.valueOf(id));
        LogReader reader = new LogReader(
                client, session.console(), new LogPrinter(session.console(), timestamps, LogPrinter.SystemLines.ALL));
        LogReader.Place place = reader.print(jobId, lines);
        if (follow) {
            reader.follow(jobId, place, new Reconnection(session));
        }
    }

    private long lines() {
        if (tail == null || tail.equals("all")) {
            return ALL;
        }
        if (!tail.matches("[0-9]{1,9}")) {
            throw new UsageException("--tail is '" + tail + "': a number of lines or all is needed");
        }
        return Long.parseLong(tail);
    }
}
