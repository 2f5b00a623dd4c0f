package io.dwr.scheduler.log;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.dwr.model.log.LogBytes;
import io.dwr.redis.log.JobLogStore;
import java.util.Base64;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Part of a log for programs.
 *
 * @param lines as stored, bytes that are no text as U+FFFD
 * @param bytes the exact bytes, in base64, of the lines that are not all text, by their index in {@code lines}
 * @param firstOffset offset of the first line here; larger than asked for when lines were dropped
 * @param nextOffset the {@code since} of the next request
 * @param dropped lines that the cap has taken, in all
 * @param complete whether nothing follows: the job has ended and this is its last line
 */
record LogPage(
        List<String> lines,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) SortedMap<Integer, String> bytes,
        long firstOffset,
        long nextOffset,
        long dropped,
        boolean complete) {
    static LogPage of(JobLogStore.Page page, boolean complete) {
        SortedMap<Integer, String> bytes = new TreeMap<>();
        for (int index = 0; index < page.lines().size(); index++) {
            String line = page.lines().get(index);
            if (!LogBytes.isText(line)) {
                bytes.put(index, Base64.getEncoder().encodeToString(LogBytes.bytes(line)));
            }
        }
        return new LogPage(
                page.lines().stream().map(LogBytes::shown).toList(),
                bytes,
                page.firstOffset(),
                page.nextOffset(),
                page.dropped(),
                complete);
    }
}
