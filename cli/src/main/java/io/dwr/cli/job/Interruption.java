package io.dwr.cli.job;

import io.dwr.cli.CliException;
import io.dwr.cli.ExitCode;
import io.dwr.cli.Session;
import io.dwr.cli.server.Reconnection;
import io.dwr.cli.server.RefusedException;
import io.dwr.cli.signal.Signals;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Ctrl-C while a job is watched. The first one aborts the job, as {@code docker run} stops its container, and the
 * command goes on to its end; the second one leaves at once.
 */
final class Interruption implements AutoCloseable {
    private static final Duration LAST_WORD = Duration.ofMillis(500);
    private static final Interruption NONE = new Interruption(null, null);

    private final @Nullable Jobs jobs;
    private final @Nullable Session session;
    private @Nullable String id;
    private int times;
    private volatile boolean taken;

    private Interruption(@Nullable Jobs jobs, @Nullable Session session) {
        this.jobs = jobs;
        this.session = session;
    }

    /** Signals do what they always do. */
    static Interruption none() {
        return NONE;
    }

    static Interruption watch(Jobs jobs, Session session) {
        Interruption interruption = new Interruption(jobs, session);
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
            leave();
        }
        if (id != null) {
            abort(id);
        }
    }

    private void leave() {
        Thread word = say("left" + (id == null ? "." : "; job " + id + fate(id)));
        try {
            word.join(LAST_WORD);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().halt(ExitCode.INTERRUPTED);
    }

    private String fate(String jobId) {
        return taken
                ? " is being aborted without this command."
                : " may go on: the scheduler has not taken the abort yet. Send \"dwr abort " + jobId + "\".";
    }

    private void abort(String jobId) {
        if (jobs == null || session == null) {
            return;
        }
        Reconnection reconnection = new Reconnection(session);
        say("aborting job " + jobId + "; again to leave at once.");
        Thread.ofVirtual().start(() -> {
            try {
                reconnection.ask(() -> jobs.abort(jobId, "interrupted by its user"));
                taken = true;
            } catch (RefusedException e) {
                taken = e.isConflict();
                if (!taken) {
                    say("job " + jobId + " could not be aborted: " + e.getMessage());
                }
            } catch (CliException e) {
                say("job " + jobId + " could not be aborted: " + e.getMessage());
            }
        });
    }

    /** On a thread of its own: where nobody reads the output, words wait, and what an interrupt does may not. */
    private Thread say(String message) {
        Thread thread = new Thread(
                () -> {
                    if (session != null) {
                        session.console().say(message);
                    }
                },
                "interruption");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    @Override
    public void close() {
        if (jobs != null) {
            Signals.restore("INT", "TERM");
        }
    }
}
