package io.dwr.executor.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dwr.executor.engine.RegistryLogin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A helper is a program: it may be missing, fail, hang or say too much. */
class CredentialHelperTest {
    private static final Duration PATIENT = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    /** A helper by its path, which the name of the program cannot hold. */
    private CredentialHelper helper(String script, Duration deadline) throws IOException {
        Path program = directory.resolve("docker-credential-test");
        Files.writeString(program, "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
        return CredentialHelper.ofProgram(program.toString(), deadline);
    }

    @Test
    void theServerGoesInAndTheLoginComesOut() throws IOException {
        CredentialHelper helper = helper(
                "[ \"$1\" = get ] && read server && echo \"{\\\"ServerURL\\\":\\\"$server\\\",\\\"Username\\\":\\\"u\\\",\\\"Secret\\\":\\\"of $server\\\"}\"",
                PATIENT);

        assertThat(helper.get("h:5000")).isEqualTo(new RegistryLogin("h:5000", "u", "of h:5000", null));
    }

    @Test
    void aTokenIsToldByItsUserName() throws IOException {
        CredentialHelper helper = helper("echo '{\"Username\":\"<token>\",\"Secret\":\"t\"}'", PATIENT);

        assertThat(helper.get("h")).isEqualTo(new RegistryLogin("h", null, null, "t"));
    }

    @Test
    void noLoginIsNoFailure() throws IOException {
        assertThat(helper("echo credentials not found in native keychain; exit 1", PATIENT)
                        .get("h"))
                .isNull();
    }

    @Test
    void whatAFailingHelperSaysIsNotRepeated() throws IOException {
        CredentialHelper helper = helper("echo hunter2-is-secret; echo hunter2-is-secret >&2; exit 3", PATIENT);

        assertThatThrownBy(() -> helper.get("h"))
                .isInstanceOf(UnusableLoginException.class)
                .hasMessageNotContaining("hunter2");
    }

    @Test
    void aHelperThatHangsIsGivenUp() throws IOException {
        CredentialHelper helper = helper("exec sleep 600", Duration.ofMillis(300));

        assertThatThrownBy(() -> helper.get("h")).hasMessageContaining("gave no answer");
    }

    @Test
    void aHelperThatIsNotThereIsNamed() {
        assertThatThrownBy(() -> new CredentialHelper("nosuch", PATIENT).get("h"))
                .hasMessageContaining("docker-credential-nosuch cannot be started");
        assertThatThrownBy(() -> new CredentialHelper("../evil", PATIENT)).isInstanceOf(UnusableLoginException.class);
    }
}
