package io.dwr.model.placement;

import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a job asks of an executor. Two jobs with equal requirements have one shape and share one waiting line.
 *
 * @param regions empty = all
 * @param datacenters empty = all
 * @param eligibleLabels each of these an executor must have
 * @param excludedLabels none of these may an executor have
 * @param excludedExecutors ids of executors that may not be chosen
 */
public record Requirements(
        Resources resources,
        GpuRequirements gpus,
        Set<String> regions,
        Set<String> datacenters,
        Map<String, String> eligibleLabels,
        Map<String, String> excludedLabels,
        Set<String> excludedExecutors) {
    public Requirements {
        regions = sorted(regions);
        datacenters = sorted(datacenters);
        eligibleLabels = Collections.unmodifiableMap(new TreeMap<>(eligibleLabels));
        excludedLabels = Collections.unmodifiableMap(new TreeMap<>(excludedLabels));
        excludedExecutors = sorted(excludedExecutors);
    }

    /** Anywhere. */
    public static Requirements of(Resources resources, GpuRequirements gpus) {
        return new Requirements(resources, gpus, Set.of(), Set.of(), Map.of(), Map.of(), Set.of());
    }

    /** These, and executors must have these labels, too. */
    public Requirements withEligibleLabels(Map<String, String> labels) {
        Map<String, String> all = new TreeMap<>(eligibleLabels);
        all.putAll(labels);
        return new Requirements(resources, gpus, regions, datacenters, all, excludedLabels, excludedExecutors);
    }

    private static SortedSet<String> sorted(Set<String> words) {
        return Collections.unmodifiableSortedSet(new TreeSet<>(words));
    }
}
