package io.dwr.cli.job;

import java.util.List;

/**
 * Beginnings of ids that tell the listed jobs apart. An id begins with its time, so at least so much is shown that two
 * jobs of different milliseconds differ.
 */
final class ShortIds {
    private static final int TIME_LENGTH = 13;
    private static final int NEXT_GROUP = 18;

    private final List<String> all;

    ShortIds(List<String> all) {
        this.all = List.copyOf(all);
    }

    String of(String id) {
        for (int length : new int[] {TIME_LENGTH, NEXT_GROUP}) {
            if (id.length() <= length) {
                return id;
            }
            String beginning = id.substring(0, length);
            if (all.stream().filter(other -> other.startsWith(beginning)).count() == 1) {
                return beginning;
            }
        }
        return id;
    }
}
