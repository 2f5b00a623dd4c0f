package io.dwr.benchmarks;

import io.dwr.benchmarks.http.HttpAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is measured, and with what.
 *
 * @param image has {@code sh}, {@code true}, {@code sleep} and {@code yes}
 * @param processes name to process id, whose memory is looked at
 * @param client the command line's command; null when it is not looked at
 * @param redisServer the program to start a Redis with; null when the ledger is not looked at
 * @param quick fewer rounds, for a look while working
 */
public record BenchmarkSettings(
        HttpAddress server,
        HttpAddress engine,
        String image,
        Map<String, Long> processes,
        @Nullable String client,
        @Nullable String redisServer,
        boolean quick) {
    private static final Set<String> FLAGS =
            Set.of("--server", "--engine", "--image", "--process", "--client", "--redis-server");

    public BenchmarkSettings {
        processes = Map.copyOf(processes);
    }

    /** Reads flags; {@code --process NAME=PID} may be repeated. */
    static BenchmarkSettings parse(List<String> arguments) {
        Map<String, String> values = new HashMap<>();
        Map<String, Long> processes = new HashMap<>();
        boolean quick = false;
        for (int at = 0; at < arguments.size(); at++) {
            String flag = arguments.get(at);
            if (flag.equals("--quick")) {
                quick = true;
                continue;
            }
            if (!FLAGS.contains(flag) || at + 1 == arguments.size()) {
                throw new IllegalArgumentException("'" + flag + "' is no flag, or lacks its value");
            }
            String value = arguments.get(++at);
            if (flag.equals("--process")) {
                addProcess(value, processes);
            } else {
                values.put(flag, value);
            }
        }
        return new BenchmarkSettings(
                HttpAddress.parse(values.getOrDefault("--server", "http://127.0.0.1:8000")),
                HttpAddress.parse(values.getOrDefault("--engine", "unix:///var/run/docker.sock")),
                values.getOrDefault("--image", "alpine:latest"),
                processes,
                values.get("--client"),
                values.get("--redis-server"),
                quick);
    }

    private static void addProcess(String value, Map<String, Long> processes) {
        int equals = value.indexOf('=');
        if (equals < 1 || !value.substring(equals + 1).matches("[1-9][0-9]{0,9}")) {
            throw new IllegalArgumentException("--process takes NAME=PID, not '" + value + "'");
        }
        processes.put(value.substring(0, equals), Long.parseLong(value.substring(equals + 1)));
    }
}
