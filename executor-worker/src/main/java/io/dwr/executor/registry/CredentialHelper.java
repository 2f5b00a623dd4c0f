package io.dwr.executor.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dwr.executor.engine.RegistryLogin;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A program {@code docker-credential-<name>} that knows logins. Server and login go over its standard streams. */
final class CredentialHelper {
    private static final Logger log = LoggerFactory.getLogger(CredentialHelper.class);
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,62}");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MOST_BYTES = 64 * 1024;

    private final String program;
    private final Duration deadline;

    private CredentialHelper(Duration deadline, String program) {
        this.program = program;
        this.deadline = deadline;
    }

    CredentialHelper(String name, Duration deadline) {
        this(deadline, "docker-credential-" + name);
        if (!NAME.matcher(name).matches()) {
            throw new UnusableLoginException("the name of a credential helper has a form that none has");
        }
    }

    static CredentialHelper ofProgram(String path, Duration deadline) {
        return new CredentialHelper(deadline, path);
    }

    /** Null when the helper has none for this server. What it says about a failure is not repeated: it may hold secrets. */
    @Nullable
    RegistryLogin get(String server) {
        Process process = start();
        try {
            CompletableFuture<byte[]> answer = new CompletableFuture<>();
            Thread.ofVirtual().name(program).start(() -> read(process, answer));
            ask(process, server);
            if (!process.waitFor(deadline.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new UnusableLoginException(program + " gave no answer within " + deadline.toSeconds() + " s");
            }
            byte[] words = answer.get(deadline.toMillis(), TimeUnit.MILLISECONDS);
            return process.exitValue() == 0 ? login(server, words) : none(words);
        } catch (IOException | ExecutionException | TimeoutException broken) {
            throw new UnusableLoginException(program + " broke off");
        } catch (InterruptedException over) {
            Thread.currentThread().interrupt();
            throw new UnusableLoginException(program + " was interrupted");
        } finally {
            process.destroyForcibly();
        }
    }

    private Process start() {
        try {
            return new ProcessBuilder(program, "get")
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException missing) {
            throw new UnusableLoginException(program + " cannot be started: install it on the PATH of the executor");
        }
    }

    /** A helper may know its answer without listening. */
    private static void ask(Process process, String server) {
        try (OutputStream input = process.getOutputStream()) {
            input.write((server + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (IOException deaf) {
            log.debug("a credential helper closed its input", deaf);
        }
    }

    private static void read(Process process, CompletableFuture<byte[]> answer) {
        try {
            answer.complete(process.getInputStream().readNBytes(MOST_BYTES));
        } catch (IOException broken) {
            answer.completeExceptionally(broken);
        }
    }

    private @Nullable RegistryLogin none(byte[] words) {
        if (new String(words, StandardCharsets.UTF_8).contains("credentials not found")) {
            return null;
        }
        throw new UnusableLoginException(program + " failed: run it by hand to see why");
    }

    private RegistryLogin login(String server, byte[] answer) throws IOException {
        JsonNode json = JSON.readTree(answer);
        String username = json.path("Username").asText("");
        String secret = json.path("Secret").asText("");
        if (secret.isEmpty()) {
            throw new UnusableLoginException(program + " gave an answer without a secret");
        }
        return username.equals("<token>")
                ? new RegistryLogin(server, null, null, secret)
                : new RegistryLogin(server, username, secret, null);
    }
}
