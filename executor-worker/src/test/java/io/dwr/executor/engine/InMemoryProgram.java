package io.dwr.executor.engine;

import io.dwr.model.log.LogSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The program of an {@link InMemoryContainer}: {@code true}, {@code false}, {@code echo}, {@code printf} with {@code %s},
 * {@code sleep}, and {@code sh -c} with those, {@code exit}, {@code kill}, {@code trap}, {@code >&2},
 * {@code while true; do …; done} and {@code for NAME in $(seq FIRST LAST); do …; done}.
 */
final class InMemoryProgram {
    private static final Set<String> PROGRAMS = Set.of("sh", "echo", "printf", "sleep", "true", "false");
    private static final Map<String, Integer> NUMBERS = Map.of("HUP", 1, "INT", 2, "QUIT", 3, "KILL", 9, "TERM", 15);
    private static final int SIGNALLED = 128;
    private static final int NOT_FOUND = 127;

    private final InMemoryContainer container;
    private final Map<String, String> traps = new HashMap<>();
    private final Map<String, String> variables = new HashMap<>();

    InMemoryProgram(InMemoryContainer container) {
        this.container = container;
    }

    /** The program has ended with this code. */
    private static final class Exit extends RuntimeException {
        private final int code;

        Exit(int code) {
            super("exit " + code, null, false, false);
            this.code = code;
        }
    }

    /** Refuses to start what an engine cannot start without an init. */
    void check() {
        if (!container.request().program().init() && !PROGRAMS.contains(words().getFirst())) {
            throw new EngineRefusalException(
                    "exec: \"" + words().getFirst() + "\": executable file not found in $PATH",
                    new IllegalStateException("400"));
        }
    }

    private List<String> words() {
        List<String> words = new ArrayList<>(container.request().program().entrypoint());
        words.addAll(container.request().program().command());
        return words;
    }

    int run() {
        List<String> words = words();
        if (!PROGRAMS.contains(words.getFirst())) {
            container.write(
                    LogSource.STDERR,
                    "[FATAL tini (7)] exec " + words.getFirst() + " failed: No such file or directory\n");
            return NOT_FOUND;
        }
        try {
            return words.getFirst().equals("sh") ? script(words.get(2)) : command(words);
        } catch (Exit exit) {
            return exit.code;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return SIGNALLED + NUMBERS.get(InMemoryContainer.KILL);
        }
    }

    private int script(String text) throws InterruptedException {
        return statements(InMemoryScript.statements(text));
    }

    private int statements(List<List<String>> statements) throws InterruptedException {
        int code = 0;
        int at = 0;
        while (at < statements.size()) {
            List<String> words = statements.get(at);
            if (words.getFirst().equals("while") || words.getFirst().equals("for")) {
                int end = InMemoryScript.endOfLoop(statements, at);
                loop(words, InMemoryScript.body(statements, at, end));
                at = end + 1;
                continue;
            }
            code = command(words.stream().map(this::expanded).toList());
            at++;
        }
        return code;
    }

    private void loop(List<String> head, List<List<String>> body) throws InterruptedException {
        if (head.getFirst().equals("while")) {
            while (true) {
                statements(body);
            }
        }
        int last = Integer.parseInt(head.get(5).replace(")", ""));
        for (int value = Integer.parseInt(head.get(4)); value <= last; value++) {
            variables.put("$" + head.get(1), Integer.toString(value));
            statements(body);
        }
    }

    private String expanded(String word) {
        return variables.getOrDefault(word, word);
    }

    private int command(List<String> words) throws InterruptedException {
        handleSignals(0);
        boolean toStderr = words.contains(">&2");
        List<String> arguments = words.subList(1, words.size()).stream()
                .filter(word -> !word.equals(">&2"))
                .toList();
        LogSource stream = toStderr ? LogSource.STDERR : LogSource.STDOUT;
        switch (words.getFirst()) {
            case "true" -> {}
            case "false" -> {
                return 1;
            }
            case "echo" -> container.write(stream, String.join(" ", arguments) + "\n");
            case "printf" -> container.write(stream, InMemoryScript.printed(arguments));
            case "sleep" -> handleSignals((long) (Double.parseDouble(arguments.getFirst()) * 1000));
            case "trap" -> arguments.stream().skip(1).forEach(signal -> traps.put(signal, arguments.getFirst()));
            case "kill" -> container.signal(nameOf(arguments.getFirst()));
            case "exit" -> throw new Exit(Integer.parseInt(arguments.getFirst()));
            default -> {
                container.write(LogSource.STDERR, "sh: " + words.getFirst() + ": not found\n");
                return NOT_FOUND;
            }
        }
        handleSignals(0);
        return 0;
    }

    private static String nameOf(String flag) {
        String signal = flag.substring(1);
        return NUMBERS.entrySet().stream()
                .filter(known -> known.getValue().toString().equals(signal))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(signal);
    }

    /** Looks for signals as long as {@code millis}; returns earlier when one was handled. */
    private void handleSignals(long millis) throws InterruptedException {
        String signal = container.nextSignal(millis);
        if (signal == null) {
            return;
        }
        String trap = signal.equals(InMemoryContainer.KILL) ? null : traps.get(signal);
        if (trap != null) {
            script(trap);
        } else if (isDeadly(signal)) {
            throw new Exit(SIGNALLED + NUMBERS.get(signal));
        }
    }

    /** A first process without a handler does not hear anything but SIGKILL. */
    private boolean isDeadly(String signal) {
        return container.request().program().init() || signal.equals(InMemoryContainer.KILL);
    }
}
