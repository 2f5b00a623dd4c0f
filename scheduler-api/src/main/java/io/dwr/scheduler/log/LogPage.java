package io.dwr.scheduler.log;

import java.util.List;

/**
 * Part of a log for programs.
 *
 * @param lines as stored
 * @param firstOffset offset of the first line here; larger than asked for when lines were dropped
 * @param nextOffset the {@code since} of the next request
 * @param dropped lines that the cap has taken, in all
 * @param complete whether nothing follows: the job has ended and this is its last line
 */
record LogPage(List<String> lines, long firstOffset, long nextOffset, long dropped, boolean complete) {}
