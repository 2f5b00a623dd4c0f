package io.dwr.cli.job;

import io.dwr.cli.CliException;
import io.dwr.cli.Pause;
import io.dwr.cli.Session;
import io.dwr.cli.server.CutException;
import io.dwr.cli.server.RefusedException;
import io.dwr.cli.server.SchedulerClient;
import io.dwr.cli.server.UnreachableException;
import io.dwr.model.request.Violation;
import java.time.Duration;
import java.util.Map;
import java.util.function.UnaryOperator;
import tools.jackson.databind.JsonNode;

/**
 * Submits one job, once: the idempotency key makes it safe to send the request again when the connection broke or the
 * scheduler was away, and it is sent again for a minute at most.
 */
final class Submission {
    static final String KEY_HEADER = "Idempotency-Key";

    private static final int MOST_TRIES = 6;
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(20);
    private static final Duration LONGEST_IN_ALL = Duration.ofSeconds(60);

    private final SchedulerClient client;
    private final Session session;
    private final UnaryOperator<String> placeOfPointer;

    /**
     * A submission.
     *
     * @param placeOfPointer what a JSON pointer into the request is called for the person who wrote it
     */
    Submission(SchedulerClient client, Session session, UnaryOperator<String> placeOfPointer) {
        this.client = client;
        this.session = session;
        this.placeOfPointer = placeOfPointer;
    }

    /** Gives the job as the scheduler keeps it. */
    JsonNode send(byte[] request, String key) {
        return send("/jobs", request, key);
    }

    /** Gives what would come of it. */
    JsonNode foresee(byte[] request, String key) {
        return send("/jobs?dry_run=true", request, key);
    }

    private JsonNode send(String path, byte[] request, String key) {
        Pause pause = session.pause();
        Duration paused = Duration.ZERO;
        for (int sent = 1; ; sent++) {
            Duration wait = Duration.ofMillis(250L << sent);
            CliException why;
            try {
                return client.post(path, request, Map.of(KEY_HEADER, key));
            } catch (RefusedException e) {
                if (!e.isTemporary()) {
                    throw explained(e);
                }
                why = e;
                wait = e.retryAfter().isZero() ? wait : e.retryAfter();
            } catch (CutException e) {
                why = e;
            } catch (UnreachableException e) {
                // At the first try a wrong address is likelier than a restart.
                if (sent == 1) {
                    throw e;
                }
                why = e;
            }
            wait = wait.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : wait;
            paused = paused.plus(wait);
            if (sent == MOST_TRIES || paused.compareTo(LONGEST_IN_ALL) > 0) {
                throw new CliException(
                        "the job could not be submitted in " + sent + " tries: " + why.getMessage()
                                + " Send it again under the same key, so that it runs once: --idempotency-key " + key,
                        why);
            }
            session.console().say(why.getMessage() + " Trying again in " + wait.toMillis() / 1000.0 + " s.");
            pause.of(wait);
        }
    }

    private CliException explained(RefusedException refused) {
        StringBuilder lines = new StringBuilder("the job is refused: ");
        if (refused.problem().violations().isEmpty()) {
            return new CliException(lines + refused.getMessage(), refused);
        }
        String separator = "";
        for (Violation violation : refused.problem().violations()) {
            String place = placeOfPointer.apply(violation.pointer());
            lines.append(separator).append(place.isEmpty() ? "" : place + ": ").append(violation.message());
            separator = "\ndwr: the job is refused: ";
        }
        return new CliException(lines.toString(), refused);
    }
}
