package io.dwr.executor.identity;

import io.dwr.model.executor.ExecutorId;
import io.dwr.model.job.JobId;
import java.util.HashMap;
import java.util.Map;

/**
 * What a container is told and marked with of its executor.
 *
 * @param cluster only containers with this label are ours
 * @param ip for display
 */
public record ExecutorProfile(ExecutorId id, String cluster, String ip) {
    private static final String CLUSTER = "dwr.cluster";
    private static final String EXECUTOR = "dwr.executor";
    private static final String JOB = "dwr.job";
    private static final String ATTEMPT = "dwr.attempt";

    /** Labels of all containers of this executor. */
    public Map<String, String> ownLabels() {
        return Map.of(CLUSTER, cluster, EXECUTOR, id.value());
    }

    /** Labels of one attempt's container. */
    public Map<String, String> attemptLabels(JobId jobId, int attempt) {
        Map<String, String> labels = new HashMap<>(ownLabels());
        labels.put(JOB, jobId.value());
        labels.put(ATTEMPT, Integer.toString(attempt));
        return labels;
    }

    /** The job that labels name; empty text when they name none. */
    public static String jobOf(Map<String, String> labels) {
        return labels.getOrDefault(JOB, "");
    }

    /** The attempt that labels name; empty text when they name none. */
    public static String attemptOf(Map<String, String> labels) {
        return labels.getOrDefault(ATTEMPT, "");
    }
}
