package io.dwr.executor.engine.docker;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImageReferenceTest {
    @ParameterizedTest
    @CsvSource({
        "box, box, latest",
        "box:1, box, 1",
        "127.0.0.1:5000/box, 127.0.0.1:5000/box, latest",
        "127.0.0.1:5000/a/box:1, 127.0.0.1:5000/a/box, 1",
        "127.0.0.1:5000/box@sha256:ab, 127.0.0.1:5000/box, sha256:ab",
        "127.0.0.1:5000/box:1@sha256:ab, 127.0.0.1:5000/box, sha256:ab"
    })
    void aReferenceIsCutWhereThePullWantsIt(String text, String repository, String tagOrDigest) {
        assertThat(ImageReference.parse(text)).isEqualTo(new ImageReference(text, repository, tagOrDigest));
    }
}
