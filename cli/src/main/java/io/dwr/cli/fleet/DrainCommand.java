package io.dwr.cli.fleet;

import io.dwr.cli.Session;
import io.dwr.cli.server.Reconnection;
import io.dwr.cli.text.SecondsConverter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code dwr drain}: takes machines out of service, and is through when no job is left there. */
@Command(
        name = "drain",
        description = "Take executors out of service; ends when no job is left there.",
        sortOptions = false)
public final class DrainCommand implements Callable<Integer> {
    private final Session session;

    @Parameters(paramLabel = "EXECUTOR", arity = "1..*", description = "Ids, as \"dwr executors\" lists them.")
    private List<String> ids = new ArrayList<>();

    @Option(
            names = "--deadline",
            paramLabel = "TIME",
            converter = SecondsConverter.class,
            description = "How long running jobs may go on before they are moved to other executors; 0 = move them at"
                    + " once (default 1h).")
    private @Nullable Long deadline;

    @Option(names = "--no-wait", description = "Ask for it only; do not wait until no job is left.")
    private boolean noWait;

    public DrainCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        Executors executors = new Executors(session.client());
        EachExecutor each = new EachExecutor(session, "not drained");
        List<String> asked = each.succeeded(ids, id -> executors.drain(id, deadline));
        DrainWait wait = new DrainWait(executors, new Reconnection(session), session.pause());
        List<String> drained = each.succeeded(asked, id -> {
            if (!noWait) {
                wait.untilDrained(id);
            }
            session.console().line(id);
        });
        return EachExecutor.code(ids, drained);
    }
}
