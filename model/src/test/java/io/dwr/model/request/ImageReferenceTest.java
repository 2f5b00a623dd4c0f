package io.dwr.model.request;

import static io.dwr.model.request.Requests.violation;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImageReferenceTest {
    private static final String HEX = "0123456789abcdef".repeat(4);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "box",
                "box:latest",
                "alpine:3.20_a-b.C",
                "library/alpine",
                "a/b/c/d",
                "localhost/box",
                "localhost:5000/box:1",
                "127.0.0.1:5000/a/box",
                "[::1]:5000/box",
                "Registry.Example.COM/team/box",
                "h.example/a__b/c--d/e.f",
                "tensorflow/tensorflow:latest-gpu"
            })
    void accepted(String reference) {
        assertThat(ImageReference.fault(reference)).isNull();
    }

    @Test
    void acceptedByDigestAndId() {
        assertThat(ImageReference.fault("box@sha256:" + HEX)).isNull();
        assertThat(ImageReference.fault("h:5000/box:1@sha256:" + HEX)).isNull();
        assertThat(ImageReference.fault(HEX)).isNull();
        assertThat(ImageReference.fault("box:" + "a".repeat(128))).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "a b",
                " box",
                "box\n",
                "Box:latest",
                "Team/box",
                "h.example/Box",
                "box:",
                "box:-a",
                "box:a:b",
                "http://h/box",
                "docker://box",
                "/box",
                "box/",
                "a//b",
                "-box",
                "box_",
                "a___b",
                "a..b",
                "h:port/box",
                "h.-x/box",
                "box@",
                "box@sha256:abc",
                "box@md5:00000000000000000000000000000000",
                "bóx",
                "$IMAGE",
                "../box"
            })
    void refused(String reference) {
        assertThat(ImageReference.fault(reference)).isNotNull();
    }

    @Test
    void refusedWhenTooLong() {
        assertThat(ImageReference.fault("box:" + "a".repeat(200))).contains("1 to 128");
        assertThat(ImageReference.fault("a".repeat(256))).contains("at most 255");
        assertThat(ImageReference.fault("a".repeat(100_000))).contains("at most 700");
    }

    @Test
    void theMessageNamesFieldAndRule() {
        Violation violation = violation(Requests.parse("{\"docker_image\": \"Box:latest\"}"));

        assertThat(violation.code()).isEqualTo("invalid_format");
        assertThat(violation.pointer()).isEqualTo("/docker_image");
        assertThat(violation.message()).startsWith("docker_image \"Box:latest\" has upper-case letters");
    }
}
