package io.dwr.executor.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dwr.executor.engine.ImagePullException;
import io.dwr.executor.engine.RegistryLogin;
import io.dwr.model.job.StatusReason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Logins by name and from Docker's own configuration; no message repeats a secret. */
class RegistryLoginsTest {
    private static final String SECRET = "hunter2-is-secret";

    @TempDir
    Path directory;

    private Path file;

    @BeforeEach
    void file() {
        file = directory.resolve("registries.json");
    }

    private RegistryLogins logins() {
        return new RegistryLogins("e-1", file, directory);
    }

    private void write(String json, String mode) throws IOException {
        Files.writeString(file, json);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    }

    private void dockerConfig(String json) throws IOException {
        Files.writeString(directory.resolve("config.json"), json);
    }

    @Test
    void aNameIsFoundForItsOwnRegistryAlone() throws IOException {
        write(
                "{\"prod\": {\"registry\": \"h:5000\", \"username\": \"u\", \"password\": \"" + SECRET
                        + "\"}, \"hub\": {\"registry\": \"docker.io\", \"identity_token\": \"t\"}}",
                "rw-------");

        assertThat(logins().find("h:5000/a/box:1", "prod")).isEqualTo(new RegistryLogin("h:5000", "u", SECRET, null));
        assertThat(logins().find("box", "hub")).isEqualTo(new RegistryLogin(RegistryLogin.DOCKER_HUB, null, null, "t"));
        assertUnknown("evil.example/box", "prod", "are for registry h:5000");
        assertUnknown("h:5000/box", "other", "no entry of this name");
        assertUnknown("box", "prod", "the image is in docker.io: ask its operator");
        assertThat(String.valueOf(logins().find("h:5000/box", "prod"))).doesNotContain(SECRET);
    }

    private void assertUnknown(String reference, String name, String words) {
        assertThatThrownBy(() -> logins().find(reference, name))
                .isInstanceOfSatisfying(
                        ImagePullException.class,
                        failure -> assertThat(failure.reason()).isEqualTo(StatusReason.REGISTRY_CREDENTIALS_UNKNOWN))
                .hasMessageContainingAll("\"" + name + "\"", "executor e-1", words)
                .hasMessageNotContaining(SECRET);
    }

    @Test
    void withoutAFileThereIsNoName() {
        assertThatThrownBy(() -> new RegistryLogins("e-1", null, null).find("box", "prod"))
                .hasMessageContainingAll("\"prod\"", "executor e-1", "EXECUTOR_REGISTRY_CREDENTIALS");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"prod\": {\"registry\": \"localhost\", \"username\": \"u\", \"password\": \"SECRET\"}}|rw-r-----|chmod 600",
                "{\"prod\": {\"registry\": \"localhost\", \"password\": SECRET}}|rw-------|line 1",
                "{\"prod\": {\"registry\": \"localhost\", \"passwort\": \"SECRET\"}}|rw-------|unknown field",
                "{\"prod\": {\"registry\": \"localhost\", \"password\": \"SECRET\"}}|rw-------|needs registry",
                "{\"prod\": {\"registry\": \"localhost\", \"helper\": \"no such\"}}|rw-------|credential helper"
            })
    void aFileThatCannotBeUsedIsToldWithoutWhatItHolds(String json, String mode, String words) throws IOException {
        write(json.replace("SECRET", SECRET), mode);

        assertThatThrownBy(() -> logins().find("localhost/box", "prod"))
                .isInstanceOfSatisfying(
                        ImagePullException.class,
                        failure -> assertThat(failure.reason()).isEqualTo(StatusReason.EXECUTOR_ERROR))
                .hasMessageContaining(words)
                .hasMessageNotContaining(SECRET)
                .hasNoCause();
    }

    @Test
    void dockersOwnConfigurationIsReadInItsForms() throws IOException {
        String auth = Base64.getEncoder().encodeToString(("u:" + SECRET).getBytes(StandardCharsets.UTF_8));
        dockerConfig("{\"auths\": {\"https://h:5000/v2/\": {\"auth\": \"" + auth
                + "\"}, \"t.example\": {\"identitytoken\": \"x\"}, \"https://index.docker.io/v1/\": {\"auth\": \""
                + auth
                + "\"}}}");

        assertThat(logins().find("h:5000/box", null)).isEqualTo(new RegistryLogin("h:5000", "u", SECRET, null));
        assertThat(logins().find("t.example/box", null)).isEqualTo(new RegistryLogin("t.example", null, null, "x"));
        assertThat(logins().find("library/box", null))
                .isEqualTo(new RegistryLogin(RegistryLogin.DOCKER_HUB, "u", SECRET, null));
        assertThat(logins().find("other.example/box", null)).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{", "{\"auths\": {\"h.example\": {\"auth\": \"!\"}}}", "{\"credsStore\": \"nosuch-helper\"}"})
    void aConfigurationThatCannotBeReadMeansNoLogin(String json) throws IOException {
        dockerConfig(json);

        assertThat(logins().find("h.example/box", null)).isNull();
    }
}
