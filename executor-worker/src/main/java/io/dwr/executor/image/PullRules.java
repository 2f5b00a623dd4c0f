package io.dwr.executor.image;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long a pull may take and how often it is tried again within one attempt.
 *
 * @param total longest in all, pauses included
 * @param noProgress longest without anything that arrives
 * @param retries most further tries
 * @param firstPause before the second try; each further one is twice as long, up to {@link #LONGEST_PAUSE}
 * @param random makes machines that failed together try again at different moments
 */
public record PullRules(Duration total, Duration noProgress, int retries, Duration firstPause, RandomGenerator random) {
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(60);
    private static final Duration LONGEST_ASKED_PAUSE = Duration.ofMinutes(10);
    private static final int MOST_DOUBLINGS = 10;

    /**
     * The pause after a failed try.
     *
     * @param tries that failed so far
     * @param asked by the registry; zero when it asks for none
     */
    Duration pause(int tries, Duration asked) {
        Duration doubled = firstPause.multipliedBy(1L << Math.min(tries - 1, MOST_DOUBLINGS));
        Duration capped = doubled.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : doubled;
        Duration spread = Duration.ofNanos((long) (capped.toNanos() * (0.5 + random.nextDouble() / 2)));
        Duration wished = asked.compareTo(LONGEST_ASKED_PAUSE) > 0 ? LONGEST_ASKED_PAUSE : asked;
        return spread.compareTo(wished) > 0 ? spread : wished;
    }
}
