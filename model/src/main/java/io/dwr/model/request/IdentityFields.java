package io.dwr.model.request;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads what the user calls the job: its name and labels. Neither has a part in placement. */
final class IdentityFields {
    private static final int LONGEST_NAME = 200;
    private static final int MOST_LABELS = 256;
    private static final String RESERVED_PREFIX = "dwr.";

    private final Fields fields;
    private final Violations violations;

    IdentityFields(Fields fields, Violations violations) {
        this.fields = fields;
        this.violations = violations;
    }

    @Nullable
    String name() {
        String name = fields.text("name");
        if (name == null) {
            return null;
        }
        int characters = name.codePointCount(0, name.length());
        if (name.isBlank() || characters > LONGEST_NAME || name.chars().anyMatch(Character::isISOControl)) {
            fields.refuse(
                    ViolationCode.INVALID_FORMAT,
                    "name",
                    "name is " + Quoted.of(name) + " (" + characters + " characters): send 1 to " + LONGEST_NAME
                            + " characters, not only blanks, no newline or other control character; any other is fine");
        }
        return name;
    }

    Map<String, String> labels() {
        Map<String, String> labels = fields.map("labels");
        if (labels.size() > MOST_LABELS) {
            fields.refuse(
                    ViolationCode.TOO_LARGE,
                    "labels",
                    "labels has " + labels.size() + " entries: at most " + MOST_LABELS + " are taken; send fewer");
            return labels;
        }
        labels.keySet().forEach(label -> check(label, Pointers.child(Fields.pointer("labels"), label)));
        return labels;
    }

    private void check(String label, String pointer) {
        if (label.isBlank() || label.chars().anyMatch(Character::isISOControl)) {
            violations.add(
                    ViolationCode.INVALID_FORMAT,
                    pointer,
                    "labels name " + Quoted.of(label) + " is blank or has a control character: use a visible name");
        }
        if (label.startsWith(RESERVED_PREFIX)) {
            violations.add(
                    ViolationCode.FORBIDDEN,
                    pointer,
                    "labels name " + Quoted.of(label) + " begins with " + RESERVED_PREFIX
                            + ", which marks this system's own containers: use another prefix");
        }
    }
}
