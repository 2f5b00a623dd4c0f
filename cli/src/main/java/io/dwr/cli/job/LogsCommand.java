package io.dwr.cli.job;

import io.dwr.cli.Session;
import io.dwr.cli.UsageException;
import io.dwr.cli.log.LinePrinter;
import io.dwr.cli.log.LogPrinter;
import io.dwr.cli.log.LogReader;
import io.dwr.cli.log.RawPrinter;
import io.dwr.cli.server.Reconnection;
import io.dwr.cli.server.SchedulerClient;
import io.dwr.model.log.LogSource;
import java.util.EnumSet;
import java.util.Set;
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

    @Option(
            names = "--raw",
            description = "Print the bytes that the container wrote and nothing else, to the standard output.")
    private boolean raw;

    @Option(
            names = "--stream",
            paramLabel = "NAME",
            description = "With --raw: only stdout or only stderr (default: both).")
    private @Nullable String stream;

    public LogsCommand(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        long lines = lines();
        LinePrinter printer = printer();
        SchedulerClient client = session.client();
        Jobs jobs = new Jobs(client);
        LogReader reader = new LogReader(client, session.console(), printer);
        if (follow) {
            Reconnection reconnection = new Reconnection(session);
            reader.printAndFollow(jobs.resolve(String.valueOf(id), reconnection), lines, reconnection);
        } else {
            reader.print(jobs.resolve(String.valueOf(id)), lines);
        }
    }

    private LinePrinter printer() {
        if (!raw && stream != null) {
            throw new UsageException("--stream goes with --raw");
        }
        if (!raw) {
            return new LogPrinter(session.console(), timestamps, LogPrinter.SystemLines.ALL);
        }
        if (timestamps) {
            throw new UsageException("--raw prints bytes alone: leave --timestamps out");
        }
        return new RawPrinter(session.console(), sources());
    }

    private Set<LogSource> sources() {
        if (stream == null) {
            return EnumSet.of(LogSource.STDOUT, LogSource.STDERR);
        }
        return switch (stream) {
            case "stdout" -> EnumSet.of(LogSource.STDOUT);
            case "stderr" -> EnumSet.of(LogSource.STDERR);
            default -> throw new UsageException("--stream is '" + stream + "': stdout or stderr is needed");
        };
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
