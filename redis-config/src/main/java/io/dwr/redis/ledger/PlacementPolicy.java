package io.dwr.redis.ledger;

import java.time.Duration;

/**
 * An operator's choice of how jobs are placed.
 *
 * @param ageHoldAfter how long a job waits before an executor is kept for it; zero = never
 */
public record PlacementPolicy(PlacementOrder order, Duration ageHoldAfter) {
    public static final PlacementPolicy DEFAULT = new PlacementPolicy(PlacementOrder.PACK, Duration.ofSeconds(60));

    public PlacementPolicy {
        if (ageHoldAfter.isNegative()) {
            throw new IllegalArgumentException("a wait of " + ageHoldAfter + " before an executor is kept");
        }
    }
}
