package io.dwr.cli.fleet;

import io.dwr.cli.Session;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code dwr cordon}: nothing new is placed there. */
@Command(name = "cordon", description = "Place nothing new on executors; what runs there goes on.")
public final class CordonCommand implements Callable<Integer> {
    private final Session session;

    @Parameters(paramLabel = "EXECUTOR", arity = "1..*", description = "Ids, as \"dwr executors\" lists them.")
    private List<String> ids = new ArrayList<>();

    public CordonCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        return new EachExecutor(session, "not cordoned").run(ids, new Executors(session.client())::cordon);
    }
}
