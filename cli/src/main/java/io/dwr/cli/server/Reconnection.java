package io.dwr.cli.server;

import io.dwr.cli.CliException;
import io.dwr.cli.Session;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Asks again while the scheduler is away, for those who follow a job: the job goes on without it. Says once that it
 * waits, and once that it is over.
 */
public final class Reconnection {
    private static final Duration FIRST = Duration.ofMillis(250);
    private static final Duration LONGEST = Duration.ofSeconds(5);
    private static final Duration LONGEST_IN_ALL = Duration.ofMinutes(15);

    private final Session session;

    public Reconnection(Session session) {
        this.session = session;
    }

    /** The answer, once there is one. Anything but an absence of the scheduler passes through. */
    public <T> T ask(Supplier<T> request) {
        Duration next = FIRST;
        Duration away = Duration.ZERO;
        while (true) {
            try {
                T answer = request.get();
                if (!away.isZero()) {
                    session.console().say("the scheduler answers again.");
                }
                return answer;
            } catch (UnreachableException | CutException | RefusedException e) {
                if (!isAbsence(e)) {
                    throw e;
                }
                if (away.compareTo(LONGEST_IN_ALL) >= 0) {
                    throw new CliException(
                            e.getMessage() + " It was waited for " + away.toMinutes()
                                    + " minutes; what was submitted is not lost",
                            e);
                }
                if (away.isZero()) {
                    session.console().say(ended(e.getMessage()) + " Waiting for it; the job does not depend on it.");
                }
                Duration pause = pause(e, next);
                session.pause().of(pause);
                away = away.plus(pause);
                next = next.multipliedBy(2);
            }
        }
    }

    private static String ended(@Nullable String message) {
        String text = String.valueOf(message);
        return text.endsWith(".") ? text : text + ".";
    }

    private static boolean isAbsence(CliException exception) {
        return !(exception instanceof RefusedException refused) || refused.isTemporary();
    }

    private static Duration pause(CliException exception, Duration next) {
        Duration asked = exception instanceof RefusedException refused ? refused.retryAfter() : Duration.ZERO;
        Duration wanted = asked.compareTo(next) > 0 ? asked : next;
        return wanted.compareTo(LONGEST) > 0 ? LONGEST : wanted;
    }
}
