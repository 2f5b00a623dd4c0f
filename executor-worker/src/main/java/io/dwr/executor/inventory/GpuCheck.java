package io.dwr.executor.inventory;

import java.util.List;
import java.util.Optional;

/** Looks at GPUs right before a job is given them. */
@FunctionalInterface
public interface GpuCheck {
    /** What is wrong with one of these devices; empty when all can be used. A device that is at fault is set aside. */
    Optional<String> problem(List<String> uuids) throws InterruptedException;
}
