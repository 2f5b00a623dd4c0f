package io.dwr.redis.ledger;

import java.time.Duration;

/**
 * An operator's choice of how jobs are placed.
 *
 * @param ageHoldAfter how long a job waits before an executor is kept for it; zero = never
 * @param setAsideAfter so many jobs that fail on an executor in a row, by its own fault, set it aside; 0 = never
 */
public record PlacementPolicy(PlacementOrder order, Duration ageHoldAfter, int setAsideAfter) {
    public static final PlacementPolicy DEFAULT = new PlacementPolicy(PlacementOrder.PACK, Duration.ofSeconds(60), 3);

    public PlacementPolicy {
        if (ageHoldAfter.isNegative()) {
            throw new IllegalArgumentException("a wait of " + ageHoldAfter + " before an executor is kept");
        }
        if (setAsideAfter < 0) {
            throw new IllegalArgumentException("an executor set aside after " + setAsideAfter + " failures");
        }
    }
}
