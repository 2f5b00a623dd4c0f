package io.dwr.model.request;

import static io.dwr.model.request.Requests.valid;
import static io.dwr.model.request.Requests.violation;
import static io.dwr.model.request.Requests.violations;
import static io.dwr.model.request.Requests.with;
import static org.assertj.core.api.Assertions.assertThat;

import io.dwr.model.job.VolumeMount;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VolumesTest {
    @ParameterizedTest
    @CsvSource({
        "/srv/a:/in,/srv/a,/in,false",
        "/srv/a:/in:rw,/srv/a,/in,false",
        "/srv/a:/in:ro,/srv/a,/in,true",
        "/srv/jobs//a/./b:/in//x/,/srv/jobs/a/b,/in/x,false",
        "/dev/shm/x:/in,/dev/shm/x,/in,false",
        "/srv/a b/ä:/in,/srv/a b/ä,/in,false",
        "/srv/..a:/in,/srv/..a,/in,false"
    })
    void accepted(String text, String source, String target, boolean readOnly) {
        assertThat(valid("\"volumes\": [\"" + text + "\"]").container().volumes())
                .containsExactly(new VolumeMount(source, target, readOnly));
    }

    /** Case 51 among them. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/in",
                ":/in",
                "/srv/a:",
                "data:/in",
                "srv/a:/in",
                "/srv/a:in",
                "/srv/jobs/../../etc:/in",
                "/srv/a:/in/..",
                "/srv/a:/in:x",
                "/srv/a:/in:RO",
                "/srv/a:/in:ro,z",
                "C:\\\\data:/in",
                "/srv/a:b:/in",
                "/srv/a:/in:x:ro",
                "/srv/a:b"
            })
    void malformed(String text) {
        assertThat(violation(with("\"volumes\": [\"/ok:/ok\", \"" + text + "\"]")))
                .extracting(Violation::code, Violation::pointer)
                .containsExactly("invalid_format", "/volumes/1");
    }

    /** Case 49. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/:/in",
                "//.:/in",
                "/proc:/in",
                "/proc/1:/in",
                "/sys:/in",
                "/dev/sda:/in",
                "/run:/in",
                "/var/run:/in",
                "/var:/in",
                "/var/run/docker.sock:/var/run/docker.sock",
                "/run/docker.sock:/in",
                "/srv/x/docker.sock:/in",
                "/run/containerd/containerd.sock:/in",
                "/var/lib/docker/volumes:/in",
                "/srv/a:/",
                "/srv/a:/proc/sys"
            })
    void forbiddenOnEveryExecutor(String text) {
        assertThat(violation(with("\"volumes\": [\"" + text + "\"]")))
                .extracting(Violation::code, Violation::pointer)
                .containsExactly("forbidden", "/volumes/0");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ro,z|SELinux",
                "Z|SELinux",
                "rshared|hands mounts on",
                "cached|no effect",
                "rx|a path with a colon"
            })
    void aModeThatIsNotSupportedIsNamed(String mode, String why) {
        assertThat(violation(with("\"volumes\": [\"/srv/a:/in:" + mode + "\"]")).message())
                .contains(why);
    }

    @Test
    void aTargetIsMountedOnce() {
        assertThat(violation(with("\"volumes\": [\"/srv/a:/in\", \"/srv/b:/in/\"]")))
                .extracting(Violation::code, Violation::pointer)
                .containsExactly("duplicate", "/volumes/1");
    }

    @Test
    void onlyASourceMayBeMeantAsANamedVolume() {
        assertThat(violation(with("\"volumes\": [\"data:/in\"]")).message()).contains("named volumes");
        assertThat(violation(with("\"volumes\": [\"/srv/a:in\"]")).message())
                .contains("has the target \"in\"")
                .doesNotContain("named volumes");
    }

    @Test
    void each() {
        assertThat(violations(with("\"volumes\": [\"x\", 1, \"/srv/a:/\"]")))
                .extracting(Violation::pointer)
                .containsOnly("/volumes/0", "/volumes/1", "/volumes/2");
        assertThat(violation(with("\"volumes\": \"/a:/b\"")).code()).isEqualTo("wrong_type");
    }

    @Test
    void atMost64() {
        StringBuilder many = new StringBuilder("\"/srv/a:/t\"");
        for (int i = 0; i < 64; i++) {
            many.append(", \"/srv/a:/t").append(i).append('"');
        }
        assertThat(violation(with("\"volumes\": [" + many + "]")).code()).isEqualTo("too_large");
    }
}
