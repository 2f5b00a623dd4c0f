package io.dwr.executor.report;

import io.dwr.executor.condition.Conditions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Tries now and then whether the state directory takes what a new job needs there. */
public final class DiskWatch {
    private static final String PART = "state directory";
    private static final byte[] ENOUGH = new byte[64 * 1024];

    private final Path probe;
    private final Conditions conditions;
    private final String sentence;

    public DiskWatch(Path stateDirectory, Conditions conditions) {
        this.probe = stateDirectory.resolve("probe");
        this.conditions = conditions;
        this.sentence =
                "state_directory_full: the state directory " + stateDirectory + " cannot be written: free its disk";
    }

    /** One try. */
    public void look() {
        try {
            Files.write(probe, ENOUGH);
            conditions.clear(PART);
        } catch (IOException full) {
            conditions.set(PART, sentence);
        } finally {
            delete();
        }
    }

    private void delete() {
        try {
            Files.deleteIfExists(probe);
        } catch (IOException stays) {
            conditions.set(PART, sentence);
        }
    }
}
