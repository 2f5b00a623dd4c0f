package io.dwr.executor.engine;

import java.util.ArrayList;
import java.util.List;

/** Takes the few forms of shell apart that an {@link InMemoryProgram} knows. */
final class InMemoryScript {
    private InMemoryScript() {}

    /** Words of each statement; quotes keep blanks and separators. */
    static List<List<String>> statements(String text) {
        List<List<String>> statements = new ArrayList<>();
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        boolean inWord = false;
        char quote = 0;
        for (char c : (text + ";").toCharArray()) {
            if (quote != 0) {
                quote = c == quote ? 0 : quote;
                if (quote != 0) {
                    word.append(c);
                }
            } else if (c == '\'' || c == '"') {
                quote = c;
                inWord = true;
            } else if (c == ' ' || c == ';' || c == '\n') {
                if (inWord) {
                    words.add(word.toString());
                    word.setLength(0);
                    inWord = false;
                }
                if (c != ' ' && !words.isEmpty()) {
                    statements.add(List.copyOf(words));
                    words.clear();
                }
            } else {
                word.append(c);
                inWord = true;
            }
        }
        return statements;
    }

    /** The index of the {@code done} that belongs to the loop which begins at {@code start}. */
    static int endOfLoop(List<List<String>> statements, int start) {
        int end = start;
        while (!statements.get(end).getFirst().equals("done")) {
            end++;
        }
        return end;
    }

    /** What is between {@code do} and {@code done}. */
    static List<List<String>> body(List<List<String>> statements, int start, int end) {
        List<List<String>> body = new ArrayList<>(statements.subList(start + 1, end));
        List<String> first = body.getFirst();
        body.set(0, first.subList(1, first.size()));
        return body;
    }

    /** A format with its arguments, as often as they last. */
    static String printed(List<String> arguments) {
        String format = arguments.getFirst().replace("\\n", "\n").replace("\\0", "\0");
        List<String> values = arguments.subList(1, arguments.size());
        if (values.isEmpty()) {
            return format;
        }
        StringBuilder text = new StringBuilder();
        values.forEach(value -> text.append(format.replace("%s", value)));
        return text.toString();
    }
}
