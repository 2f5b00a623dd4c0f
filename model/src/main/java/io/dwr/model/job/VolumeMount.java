package io.dwr.model.job;

/**
 * A directory or file of the executor's host in the container.
 *
 * @param source absolute path on the executor, below one of its allowed roots
 * @param target absolute path in the container
 */
public record VolumeMount(String source, String target, boolean readOnly) {
    /** The form of a request: {@code source:target[:ro]}. */
    public String text() {
        return source + ":" + target + (readOnly ? ":ro" : "");
    }
}
