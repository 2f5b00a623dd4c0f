package io.dwr.cli.fleet;

import io.dwr.cli.Session;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code dwr uncordon}: jobs may go there again. */
@Command(
        name = "uncordon",
        description = "Let executors take jobs again: ends a cordon, a drain, and that they are set aside.")
public final class UncordonCommand implements Callable<Integer> {
    private final Session session;

    @Parameters(paramLabel = "EXECUTOR", arity = "1..*", description = "Ids, as \"dwr executors\" lists them.")
    private List<String> ids = new ArrayList<>();

    public UncordonCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        return new EachExecutor(session, "not uncordoned").run(ids, new Executors(session.client())::uncordon);
    }
}
