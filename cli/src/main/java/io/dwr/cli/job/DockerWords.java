package io.dwr.cli.job;

import static java.util.Map.entry;

import io.dwr.cli.text.Visible;
import java.util.HashMap;
import java.util.Map;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Commands and flags that Docker and its like have and this has not, each with what does instead. */
public final class DockerWords {
    private static final Map<String, String> INSTEAD = instead();

    private static final Map<String, String> COMMANDS = Map.ofEntries(
            entry("stop", "\"dwr abort\" stops a job"),
            entry("kill", "\"dwr abort\" stops a job"),
            entry("cancel", "\"dwr abort\" stops a job"),
            entry("rm", "a job's container is removed by itself, and its record after some days"),
            entry("list", "\"dwr ps\" lists jobs"),
            entry("ls", "\"dwr ps\" lists jobs"),
            entry("jobs", "\"dwr ps\" lists jobs"),
            entry("describe", "\"dwr inspect\" tells all of a job"),
            entry("show", "\"dwr inspect\" tells all of a job"),
            entry("attach", "\"dwr logs -f\" follows a job's output"),
            entry("nodes", "\"dwr executors\" lists the machines"),
            entry("info", "\"dwr stats\" has the cluster in numbers"));

    private DockerWords() {}

    /** What is wrong with a command line. */
    public static String message(ParameterException refused) {
        String message = String.valueOf(refused.getMessage());
        if (!(refused instanceof UnmatchedArgumentException unmatched)
                || unmatched.getUnmatched().isEmpty()) {
            return message;
        }
        String word = unmatched.getUnmatched().getFirst();
        if (!unmatched.isUnknownOption()) {
            return refused.getCommandLine().getParent() == null
                    ? command(word)
                    : '"' + Visible.of(word) + "\" is one word too many";
        }
        String flag = name(word);
        String instead = INSTEAD.get(flag);
        return instead == null ? message : flag + " is not possible: " + instead;
    }

    private static String command(String word) {
        String instead = COMMANDS.get(word);
        return "there is no command \"" + Visible.of(word) + '"' + (instead == null ? "" : ": " + instead);
    }

    /** Docker takes {@code --flag=value}, and {@code -fvalue}. */
    private static String name(String argument) {
        return argument.startsWith("--")
                ? argument.split("=", 2)[0]
                : argument.substring(0, Math.min(2, argument.length()));
    }

    private static Map<String, String> instead() {
        Map<String, String> instead = new HashMap<>();
        put(
                instead,
                "a job has no ports that others could reach, unless its operator allows --network host",
                "-p",
                "-P",
                "--publish",
                "--publish-all",
                "--expose");
        put(instead, "a job ends with its program; --retries N tries one that failed again", "--restart");
        put(instead, "mount with --volume SOURCE:TARGET[:ro], or --tmpfs TARGET", "--mount");
        put(instead, "containers of jobs know nothing of each other", "--link", "--volumes-from");
        put(instead, "a job cannot swap: --memory is all that it has", "--memory-swap", "--memory-swappiness");
        put(instead, "a job says with --cpus how much it gets", "-c", "--cpu-shares", "--cpu-quota", "--cpu-period");
        put(instead, "the engine chooses the cores: say with --cpus how many", "--cpuset-cpus");
        put(
                instead,
                "an image is taken for the executor's own processor; choose executors with --require-label",
                "--platform");
        put(instead, "output is kept with the job, see dwr logs", "--log-driver", "--log-opt");
        put(instead, "both streams are shown; dwr logs --raw --stream NAME gives one", "-a", "--attach");
        put(instead, "dwr submit prints the job's id", "--cidfile");
        return Map.copyOf(instead);
    }

    private static void put(Map<String, String> instead, String sentence, String... flags) {
        for (String flag : flags) {
            instead.put(flag, sentence);
        }
    }
}
