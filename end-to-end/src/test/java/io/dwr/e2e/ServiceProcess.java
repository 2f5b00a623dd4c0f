package io.dwr.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** One service of the project as its users start it: {@code java -jar}, settings in the environment. */
final class ServiceProcess implements AutoCloseable {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    private final String name;
    private final String module;
    private final Map<String, String> environment;
    private final Path log;
    private final List<String> jvmOptions;
    private Process process;

    private ServiceProcess(
            String name, String module, Map<String, String> environment, Path log, List<String> jvmOptions) {
        this.name = name;
        this.module = module;
        this.environment = environment;
        this.log = log;
        this.jvmOptions = jvmOptions;
        this.process = launch();
    }

    static ServiceProcess scheduler(String name, Map<String, String> environment, Path directory) {
        return new ServiceProcess(
                name,
                "scheduler-api",
                environment,
                directory.resolve(name + ".log"),
                List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    }

    static ServiceProcess executor(String id, Map<String, String> environment, Path directory) {
        return new ServiceProcess(
                "executor " + id,
                "executor-worker",
                environment,
                directory.resolve("executor-" + id + ".log"),
                List.of("-Xmx128m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    }

    /** The command line, its output in a file while it runs. */
    static Process startCli(Map<String, String> environment, Path output, String... arguments) {
        try {
            return cliBuilder(environment, arguments)
                    .redirectOutput(output.toFile())
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static ProcessBuilder cliBuilder(Map<String, String> environment, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                java(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-jar",
                jar("cli").toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(environment);
        return builder;
    }

    /** The command line, run to its end. */
    static CliResult cli(Map<String, String> environment, String... arguments) {
        try {
            ProcessBuilder builder = cliBuilder(environment, arguments);
            Path errors = Files.createTempFile("dwr-cli", ".err");
            Process cli = builder.redirectError(errors.toFile()).start();
            cli.getOutputStream().close();
            String output = new String(cli.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            int exitCode = cli.waitFor();
            String errorText = Files.readString(errors);
            Files.delete(errors);
            return new CliResult(exitCode, output, errorText);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    record CliResult(int exitCode, String output, String errors) {}

    /** SIGKILL, as a crash. */
    void kill() {
        process.destroyForcibly();
        await();
    }

    /** SIGTERM. */
    void stop() {
        process.destroy();
        try {
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                throw new IllegalStateException(name + " did not stop on SIGTERM within 60 s; see " + log);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    void start() {
        process = launch();
    }

    void assertAlive() {
        if (!process.isAlive()) {
            throw new IllegalStateException(
                    name + " ended with code " + process.exitValue() + "; its log:\n" + logTail());
        }
    }

    long pid() {
        return process.pid();
    }

    /** What it logged as an error with a stack trace, or left to the virtual machine: faults that nobody foresaw. */
    List<String> faults() {
        List<String> faults = new ArrayList<>();
        String event = "";
        try {
            for (String line : Files.readAllLines(log)) {
                if (line.matches("\\d{4}-\\d\\d-\\d\\dT.*|Exception in thread .*")) {
                    event = line;
                } else if (line.startsWith("\tat ") && event.matches(".*\\bERROR\\b.*|Exception in thread .*")) {
                    faults.add(event + '\n' + line);
                    event = "";
                }
            }
            return faults;
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    String logTail() {
        try {
            List<String> lines = Files.readAllLines(log);
            return String.join("\n", lines.subList(Math.max(0, lines.size() - 40), lines.size()));
        } catch (IOException unreadable) {
            return "(no log: " + unreadable.getMessage() + ")";
        }
    }

    @Override
    public String toString() {
        return name;
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException interrupted) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private Process launch() {
        List<String> command = new ArrayList<>(List.of(java()));
        command.addAll(jvmOptions);
        command.addAll(List.of(
                "--enable-native-access=ALL-UNNAMED", "-jar", jar(module).toString()));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(environment);
        try {
            return builder.redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
        } catch (IOException cannotStart) {
            throw new UncheckedIOException(cannotStart);
        }
    }

    private void await() {
        try {
            process.waitFor();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static Path jar(String module) {
        Path jar = ROOT.resolve(module).resolve("target").resolve(module + ".jar");
        if (!Files.exists(jar)) {
            throw new IllegalStateException(jar + " is missing: run the tests by ./dwr test, which builds it first");
        }
        return jar;
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }
}
