package io.dwr.executor.image;

/**
 * When images are removed and which.
 *
 * @param scope which ones
 * @param high percent of the disk in use from which on images are removed
 * @param low percent at which it is enough
 */
public record CollectionRules(Scope scope, int high, int low) {
    /** Which images may be removed. */
    public enum Scope {
        /** None. */
        OFF,
        /** Those that this executor pulled and nobody named otherwise since. */
        PULLED,
        /** All that no container uses. */
        ALL
    }
}
