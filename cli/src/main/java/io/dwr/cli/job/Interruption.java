package io.dwr.cli.job;

import io.dwr.cli.CliException;
import io.dwr.cli.Console;
import io.dwr.cli.ExitCode;
import io.dwr.cli.server.RefusedException;
import io.dwr.cli.signal.Signals;
import org.jspecify.annotations.Nullable;

/**
 * Ctrl-C while a job is watched. The first one aborts the job, as {@code docker run} stops its container, and the
 * command goes on to its end; the second one leaves at once.
 */
final class Interruption implements AutoCloseable {
    private static final Interruption NONE = new Interruption(null, null);

    private final @Nullable Jobs jobs;
    private final @Nullable Console console;
    private @Nullable String id;
    private int times;

    private Interruption(@Nullable Jobs jobs, @Nullable Console console) {
        this.jobs = jobs;
        this.console = console;
    }

    /** Signals do what they always do. */
    static Interruption none() {
        return NONE;
    }

    static Interruption watch(Jobs jobs, Console console) {
        Interruption interruption = new Interruption(jobs, console);
        Signals.handle(interruption::signal, "INT", "TERM");
        return interruption;
    }

    /** From now on there is something to abort; a signal that came before counts. */
    synchronized void jobIs(String jobId) {
        id = jobId;
        if (times > 0) {
            abort(jobId);
        }
    }

    synchronized void signal() {
        times++;
        if (times > 1) {
            say("left" + (id == null ? "." : "; job " + id + " is being aborted without this command."));
            Runtime.getRuntime().halt(ExitCode.INTERRUPTED);
        }
        if (id != null) {
            abort(id);
        }
    }

    private void abort(String jobId) {
        if (jobs == null) {
            return;
        }
        say("aborting job " + jobId + "; again to leave at once.");
        Thread.ofVirtual().start(() -> {
            try {
                jobs.abort(jobId, "interrupted by its user");
            } catch (RefusedException e) {
                if (!e.isConflict()) {
                    say("job " + jobId + " could not be aborted: " + e.getMessage());
                }
            } catch (CliException e) {
                say("job " + jobId + " could not be aborted: " + e.getMessage());
            }
        });
    }

    private void say(String message) {
        if (console != null) {
            console.say(message);
        }
    }

    @Override
    public void close() {
        if (jobs != null) {
            Signals.restore("INT", "TERM");
        }
    }
}
