package io.dwr.executor.attempt;

import static io.dwr.executor.attempt.ExecutorFixture.image;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.dwr.model.job.JobId;
import io.dwr.model.job.Outcome;
import io.dwr.model.job.PullPolicy;
import io.dwr.model.job.StatusReason;
import io.dwr.test.FakeRegistry;
import io.dwr.test.FakeRegistry.Repository;
import io.dwr.test.TinyImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** A registry that asks for a login: found by name on this machine, and in no text that leaves it or stays on it. */
class PullLoginTest {
    private static final String SECRET = "hunter2-is-secret";

    @TempDir
    Path state;

    @TempDir
    Path volumes;

    private final FakeRegistry registry = FakeRegistry.start();
    private final JobId job = ExecutorFixture.newJob();
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    private final Level before = root.getLevel();
    private ExecutorFixture executor;

    @BeforeEach
    void start() {
        executor = new ExecutorFixture(state, volumes);
        log.start();
        root.setLevel(Level.TRACE);
        root.addAppender(log);
        // As application.properties has it: what the transport writes at this level is each byte that it sends.
        ((Logger) LoggerFactory.getLogger("com.github.dockerjava.zerodep.shaded")).setLevel(Level.WARN);
    }

    @AfterEach
    void nothingIsLeft() {
        root.detachAppender(log);
        root.setLevel(before);
        executor.forgetImages(registry.address());
        executor.close();
        registry.close();
    }

    private void keep(String password) throws IOException {
        Path file = state.resolve("credentials.json");
        Files.writeString(
                file,
                "{\"prod\": {\"registry\": \"" + registry.address() + "\", \"username\": \"u\", \"password\": \""
                        + password + "\"}}");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    private long authorizedRequests() {
        return registry.requests("box").stream()
                .filter(request -> request.authorization() != null)
                .count();
    }

    private Outcome run(Repository box, PullPolicy policy, JobId as) {
        return executor.run(image(box.reference(), "true")
                .pull(policy)
                .registryCredentials("prod")
                .as(as));
    }

    @Test
    void theNameOpensTheRegistryAndTheSecretIsNowhere() throws IOException {
        keep(SECRET);
        Repository box = registry.serve("box", TinyImage.small()).login("u", SECRET);

        Outcome outcome = run(box, PullPolicy.MISSING, job);

        assertThat(outcome.reason()).as(outcome.message()).isEqualTo(StatusReason.COMPLETED);
        assertThat(authorizedRequests()).isPositive();
        assertSecretNowhere(outcome);
    }

    /** Case 37. */
    @Test
    void aWrongPasswordIsTriedOnceAndNotAtAllWhereTheImageIs() throws IOException {
        keep(SECRET);
        Repository box = registry.serve("box", TinyImage.small());
        executor.run(image(box.reference(), "true").as(job));
        int asked = registry.requests("box").size();
        box.login("u", "another");

        Outcome missing = run(box, PullPolicy.MISSING, ExecutorFixture.newJob());
        assertThat(missing.reason()).isEqualTo(StatusReason.COMPLETED);
        assertThat(registry.requests("box")).hasSize(asked);

        Outcome always = run(box, PullPolicy.ALWAYS, ExecutorFixture.newJob());
        assertThat(always.reason()).as(always.message()).isEqualTo(StatusReason.IMAGE_UNAUTHORIZED);
        assertThat(triesWithTheWrongPassword())
                .as("HEAD and GET are one try of the engine")
                .isLessThanOrEqualTo(2);
        assertSecretNowhere(always);
    }

    private long triesWithTheWrongPassword() {
        String wrong = "Basic " + Base64.getEncoder().encodeToString(("u:" + SECRET).getBytes(StandardCharsets.UTF_8));
        return registry.requests("box").stream()
                .filter(request -> wrong.equals(request.authorization()))
                .count();
    }

    @Test
    void anUnknownNameSaysWhereAndWhatToDo() throws IOException {
        Repository box = registry.serve("box", TinyImage.small());

        Outcome outcome = run(box, PullPolicy.ALWAYS, job);

        assertThat(outcome.reason()).isEqualTo(StatusReason.EXECUTOR_ERROR);
        keep(SECRET);
        Outcome other = executor.run(
                image(box.reference(), "true").registryCredentials("other").as(ExecutorFixture.newJob()));
        assertThat(other.reason()).isEqualTo(StatusReason.REGISTRY_CREDENTIALS_UNKNOWN);
        assertThat(other.message()).contains("\"other\"", "executor fixture", "ask its operator");
        assertThat(registry.requests("box")).isEmpty();
    }

    private void assertSecretNowhere(Outcome outcome) throws IOException {
        String encoded = Base64.getEncoder().encodeToString(("u:" + SECRET).getBytes(StandardCharsets.UTF_8));
        List<ILoggingEvent> events;
        synchronized (log) {
            events = List.copyOf(log.list);
        }
        String words = events.stream()
                .map(event -> event.getLoggerName() + " " + event.getFormattedMessage() + " "
                        + (event.getThrowableProxy() == null
                                ? ""
                                : event.getThrowableProxy().getMessage()))
                .collect(Collectors.joining("\n"));
        assertThat(words).isNotEmpty();
        List<String> texts = List.of(
                words,
                outcome.toString(),
                executor.ledger.images.toString(),
                executor.logs.of(job).toString(),
                stateFiles(),
                commandLines());
        for (String text : texts) {
            assertThat(text.contains(SECRET) || text.contains(encoded) || text.contains("X-Registry-Auth"))
                    .isFalse();
        }
    }

    private String stateFiles() throws IOException {
        StringBuilder all = new StringBuilder();
        try (Stream<Path> files = Files.walk(state)) {
            for (Path file : files.filter(Files::isRegularFile)
                    .filter(file -> !file.endsWith("credentials.json"))
                    .toList()) {
                all.append(Files.readString(file, StandardCharsets.ISO_8859_1));
            }
        }
        assertThat(all).isNotEmpty();
        return all.toString();
    }

    private static String commandLines() {
        return ProcessHandle.allProcesses()
                .map(process -> process.info().commandLine().orElse(""))
                .collect(Collectors.joining("\n"));
    }
}
