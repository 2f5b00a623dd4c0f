package io.dwr.cli.fleet;

import io.dwr.cli.CliException;
import io.dwr.cli.ExitCode;
import io.dwr.cli.Session;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Does one thing to several executors: what fails for one does not keep it from the others. */
final class EachExecutor {
    private final Session session;
    private final String undone;

    /**
     * @param undone what a failure is called, such as {@code not drained}
     */
    EachExecutor(Session session, String undone) {
        this.session = session;
        this.undone = undone;
    }

    /** Prints the id of each for which it was done. */
    int run(List<String> ids, Consumer<String> step) {
        List<String> done = succeeded(ids, step);
        done.forEach(session.console()::line);
        return code(ids, done);
    }

    List<String> succeeded(List<String> ids, Consumer<String> step) {
        List<String> done = new ArrayList<>();
        for (String id : ids) {
            try {
                step.accept(id);
                done.add(id);
            } catch (CliException e) {
                session.console().say(undone + ": " + e.getMessage());
            }
        }
        return done;
    }

    static int code(List<String> ids, List<String> done) {
        return done.size() == ids.size() ? ExitCode.OK : ExitCode.FAILED;
    }
}
