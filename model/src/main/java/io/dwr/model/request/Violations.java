package io.dwr.model.request;

import java.util.ArrayList;
import java.util.List;

/** Collects what is wrong with one request, up to a bound. */
final class Violations {
    private static final int MOST = 100;

    private final List<Violation> found = new ArrayList<>();
    private int left;

    void add(ViolationCode code, String pointer, String message) {
        if (found.size() == MOST) {
            left++;
            return;
        }
        found.add(new Violation(code.code(), pointer, message));
    }

    boolean isEmpty() {
        return found.isEmpty();
    }

    List<Violation> list() {
        List<Violation> all = new ArrayList<>(found);
        if (left > 0) {
            all.add(new Violation(
                    ViolationCode.TOO_MANY_VIOLATIONS.code(),
                    "",
                    left + " more violations are not listed; correct these first"));
        }
        return List.copyOf(all);
    }
}
