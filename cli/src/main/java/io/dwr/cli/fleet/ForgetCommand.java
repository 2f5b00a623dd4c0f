package io.dwr.cli.fleet;

import io.dwr.cli.Session;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code dwr forget}: removes machines that are gone. */
@Command(name = "forget", description = "Remove executors that are gone: out of contact, and without jobs.")
public final class ForgetCommand implements Callable<Integer> {
    private final Session session;

    @Parameters(paramLabel = "EXECUTOR", arity = "1..*", description = "Ids, as \"dwr executors\" lists them.")
    private List<String> ids = new ArrayList<>();

    public ForgetCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        return new EachExecutor(session, "not removed").run(ids, new Executors(session.client())::forget);
    }
}
