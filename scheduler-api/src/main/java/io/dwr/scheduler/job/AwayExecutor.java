package io.dwr.scheduler.job;

import io.dwr.model.executor.ExecutorContact;
import io.dwr.model.job.Stage;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Why nothing is heard of a live attempt just now.
 *
 * @param since null when nobody knows
 * @param sentence what is away and what comes of the job, without a full stop
 */
record AwayExecutor(Kind kind, @Nullable Instant since, String sentence) {
    private static final String ENGINE = "engine_unreachable:";

    // By then three signs of life are missed.
    private static final int QUIET_PARTS = 4;

    /** What is away. */
    enum Kind {
        /** The executor: nothing was heard of it for a quarter of {@code lost_after}. */
        OUT_OF_CONTACT,
        /** The container engine, as its executor says. */
        ENGINE_UNREACHABLE;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Null when its executor is there. */
    static @Nullable AwayExecutor of(Stage stage, ExecutorContact contact, Duration lostAfter) {
        if (contact.silence().compareTo(lostAfter.dividedBy(QUIET_PARTS)) >= 0) {
            return new AwayExecutor(Kind.OUT_OF_CONTACT, contact.heardAt(), silent(stage, contact, lostAfter));
        }
        String trouble = contact.trouble();
        if (trouble != null && trouble.startsWith(ENGINE)) {
            return new AwayExecutor(
                    Kind.ENGINE_UNREACHABLE, contact.troubleSince(), withoutEngine(stage, contact, lostAfter));
        }
        return null;
    }

    /** An executor that only Redis misses works on: its jobs go elsewhere when Temporal misses it, too. */
    private static String silent(Stage stage, ExecutorContact contact, Duration lostAfter) {
        String silent = "its executor " + contact.id() + " has been out of contact for "
                + contact.silence().toSeconds() + " s";
        if (stage == Stage.DISPATCHING) {
            return silent + " and has not taken the job up; after " + seconds(lostAfter.dividedBy(2))
                    + " (half of LOST_AFTER) the job goes on elsewhere, unless it was aborted";
        }
        String limit = seconds(lostAfter) + " (LOST_AFTER)";
        String after = contact.silence().compareTo(lostAfter) < 0
                ? "; after " + limit + " without a sign of life to Redis and Temporal"
                : ", longer than " + limit + "; once Temporal gives it up, too,";
        return silent + after
                + " the attempt is lost and the job goes on elsewhere, unless it has ended or was aborted";
    }

    private static String withoutEngine(Stage stage, ExecutorContact contact, Duration lostAfter) {
        Instant since = contact.troubleSince();
        String away = "the container engine of its executor " + contact.id() + " is out of reach"
                + (since == null ? "" : " since " + since.truncatedTo(ChronoUnit.SECONDS)) + "; ";
        return away
                + switch (stage) {
                    case WAITING, DISPATCHING, PULLING ->
                        "without a container after " + seconds(lostAfter.dividedBy(2))
                                + " (half of LOST_AFTER) the job goes elsewhere";
                    case STARTING ->
                        "a container that started runs on, and without one after " + seconds(lostAfter.dividedBy(2))
                                + " (half of LOST_AFTER) the job goes elsewhere";
                    case RUNNING ->
                        "its container runs on, unless the engine took it along, and the executor goes on with it when"
                                + " the engine answers again; nothing new is placed there";
                    case STOPPING, ENDED -> "whether its container is gone is known when the engine answers again";
                };
    }

    private static String seconds(Duration time) {
        return time.toSeconds() + " s";
    }
}
