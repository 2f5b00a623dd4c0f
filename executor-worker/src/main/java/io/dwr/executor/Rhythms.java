package io.dwr.executor;

import io.dwr.executor.report.Rhythm;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/** All that this process does again and again. */
final class Rhythms implements AutoCloseable {
    private final BooleanSupplier displaced;
    private final List<Rhythm> vital = new ArrayList<>();
    private final List<Rhythm> others = new ArrayList<>();

    /**
     * @param displaced whether another process is this executor by the ledger's word
     */
    Rhythms(BooleanSupplier displaced) {
        this.displaced = displaced;
    }

    /** What keeps this executor in contact. */
    void addVital(String name, Duration interval, Rhythm.Beat beat) {
        vital.add(new Rhythm(name, interval, beat));
    }

    void add(String name, Duration interval, Rhythm.Beat beat) {
        others.add(new Rhythm(name, interval, beat));
    }

    /** What only the process does that is this executor by the ledger's word. */
    void addInOwnName(String name, Duration interval, Rhythm.Beat beat) {
        add(name, interval, () -> {
            if (!displaced.getAsBoolean()) {
                beat.once();
            }
        });
    }

    /** Whether none of the vital ones is stuck for that long. */
    boolean areAlive(Duration longest) {
        return vital.stream().allMatch(rhythm -> rhythm.beatWithin(longest));
    }

    @Override
    public void close() {
        vital.forEach(Rhythm::close);
        others.forEach(Rhythm::close);
    }
}
