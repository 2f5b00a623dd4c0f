package io.dwr.cli;

import io.dwr.cli.fleet.CordonCommand;
import io.dwr.cli.fleet.DrainCommand;
import io.dwr.cli.fleet.ExecutorsCommand;
import io.dwr.cli.fleet.ForgetCommand;
import io.dwr.cli.fleet.QueuesCommand;
import io.dwr.cli.fleet.StatsCommand;
import io.dwr.cli.fleet.UncordonCommand;
import io.dwr.cli.job.AbortCommand;
import io.dwr.cli.job.DockerWords;
import io.dwr.cli.job.ExplainCommand;
import io.dwr.cli.job.InspectCommand;
import io.dwr.cli.job.LogsCommand;
import io.dwr.cli.job.PsCommand;
import io.dwr.cli.job.RunCommand;
import io.dwr.cli.job.SubmitCommand;
import io.dwr.cli.job.TopCommand;
import io.dwr.cli.job.WaitCommand;
import io.dwr.cli.text.Numbers;
import java.math.BigDecimal;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The command line: {@code docker run} for a cluster. */
@Command(name = "dwr", description = "docker run for a cluster.", synopsisSubcommandLabel = "COMMAND")
public final class Dwr implements Runnable {
    private static final Map<String, Function<Session, Object>> COMMANDS = commands();

    private static final Set<String> TAKES_A_COMMAND = Set.of("run", "submit");

    private final Session session;

    @Spec
    private @Nullable CommandSpec spec;

    private Dwr(Session session) {
        this.session = session;
    }

    @Option(
            names = "--server",
            paramLabel = "URL",
            scope = ScopeType.INHERIT,
            description = "The scheduler; else DWR_SERVER, else http://127.0.0.1:8000.")
    void chooseServer(@Nullable String address) {
        if (address != null) {
            session.chooseServer(address);
        }
    }

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = ScopeType.INHERIT,
            description = "Show this help.")
    void help(boolean asked) {
        // Whether it was asked for, the parser knows by itself.
    }

    /** The program. */
    public static void main(String[] arguments) {
        Session session = new Session(Console.ofProcess(), Pause.real(), Clock.systemUTC());
        System.exit(execute(session, NativeText.arguments(arguments)));
    }

    /** Carries out one command line and gives the exit code of the process. */
    public static int execute(Session session, String... arguments) {
        Console console = session.console();
        try {
            int code = line(session, arguments).execute(arguments);
            console.flush();
            return code;
        } catch (OutputClosedException e) {
            return ExitCode.OUTPUT_CLOSED;
        }
    }

    @Override
    public void run() {
        if (spec != null) {
            throw new ParameterException(spec.commandLine(), "no command is given");
        }
    }

    /** Only the command that is meant is set up: reading the annotations of all takes a third of the start. */
    private static CommandLine line(Session session, String... arguments) {
        CommandLine line = new CommandLine(new Dwr(session));
        Function<Session, Object> meant = arguments.length == 0 ? null : COMMANDS.get(arguments[0]);
        if (meant != null) {
            line.addSubcommand(meant.apply(session));
        } else {
            COMMANDS.values().forEach(command -> line.addSubcommand(command.apply(session)));
        }
        // What follows IMAGE belongs to the container.
        line.getSubcommands().forEach((name, command) -> command.setStopAtPositional(TAKES_A_COMMAND.contains(name)));
        return line.setExpandAtFiles(false)
                .setOverwrittenOptionsAllowed(true)
                .setOut(session.console().writer())
                .setExecutionExceptionHandler(
                        (exception, command, parsed) -> failure(session.console(), exception, command))
                .registerConverter(BigDecimal.class, Numbers::decimal)
                .registerConverter(Integer.class, Numbers::whole)
                .registerConverter(int.class, Numbers::whole)
                .registerConverter(Long.class, Numbers::longWhole)
                .setParameterExceptionHandler((exception, refused) ->
                        misuse(session.console(), DockerWords.message(exception), exception.getCommandLine()));
    }

    private static int failure(Console console, Exception exception, CommandLine command) {
        int code = command.getCommandSpec().exitCodeOnExecutionException();
        return switch (exception) {
            case OutputClosedException closed -> ExitCode.OUTPUT_CLOSED;
            case UsageException misuse -> misuse(console, String.valueOf(misuse.getMessage()), command);
            case CliException explained -> {
                console.say(sentence(String.valueOf(explained.getMessage())));
                yield code;
            }
            default -> {
                console.say("a fault of this program: " + exception + ". Please report it with the command line.");
                yield code;
            }
        };
    }

    private static int misuse(Console console, String message, CommandLine line) {
        CommandSpec command = line.getCommandSpec();
        console.say(sentence(message) + " See \"" + command.qualifiedName() + " --help\".");
        return command.exitCodeOnInvalidInput();
    }

    private static String sentence(String message) {
        return message.endsWith(".") || message.endsWith("?") ? message : message + ".";
    }

    private static Map<String, Function<Session, Object>> commands() {
        Map<String, Function<Session, Object>> commands = new LinkedHashMap<>();
        commands.put("run", RunCommand::new);
        commands.put("submit", SubmitCommand::new);
        commands.put("ps", PsCommand::new);
        commands.put("top", TopCommand::new);
        commands.put("logs", LogsCommand::new);
        commands.put("wait", WaitCommand::new);
        commands.put("inspect", InspectCommand::new);
        commands.put("explain", ExplainCommand::new);
        commands.put("abort", AbortCommand::new);
        commands.put("executors", ExecutorsCommand::new);
        commands.put("cordon", CordonCommand::new);
        commands.put("uncordon", UncordonCommand::new);
        commands.put("drain", DrainCommand::new);
        commands.put("forget", ForgetCommand::new);
        commands.put("queues", QueuesCommand::new);
        commands.put("stats", StatsCommand::new);
        commands.put("version", VersionCommand::new);
        return commands;
    }
}
