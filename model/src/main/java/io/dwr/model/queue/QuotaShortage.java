package io.dwr.model.queue;

/**
 * Why a quota keeps a job waiting.
 *
 * @param never whether the job asks for more than the whole quota
 * @param sentence for a person
 */
public record QuotaShortage(String queue, boolean never, String sentence) {}
