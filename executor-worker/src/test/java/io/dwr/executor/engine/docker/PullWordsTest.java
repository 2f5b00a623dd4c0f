package io.dwr.executor.engine.docker;

import static org.assertj.core.api.Assertions.assertThat;

import io.dwr.executor.engine.ImagePullException;
import io.dwr.model.job.StatusReason;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Words of Docker Engine 20.10 and of registries, as they were seen. */
class PullWordsTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "manifest unknown|IMAGE_NOT_FOUND",
                "name unknown|IMAGE_NOT_FOUND",
                "manifest for h:5000/box:1 not found: manifest unknown|IMAGE_NOT_FOUND",
                "pull access denied for box, repository does not exist or may require 'docker login'|IMAGE_NOT_FOUND",
                "unauthorized|IMAGE_UNAUTHORIZED",
                "unauthorized: authentication required|IMAGE_UNAUTHORIZED",
                "denied|IMAGE_UNAUTHORIZED",
                "error parsing HTTP 403 response body: invalid character '<': \"<html>not found\"|IMAGE_UNAUTHORIZED",
                "error parsing HTTP 404 response body: invalid character '<': \"<html>denied\"|IMAGE_NOT_FOUND",
                "Head \"https://h/v2/box/manifests/1\": no basic auth credentials|IMAGE_UNAUTHORIZED",
                "no matching manifest for linux/amd64 in the manifest list entries|IMAGE_WRONG_ARCHITECTURE",
                "write /var/lib/docker/tmp/x: no space left on device|EXECUTOR_NO_SPACE",
                "Get \"https://h/v2/\": dial tcp: lookup h on 10.0.0.1:53: no such host|REGISTRY_NOT_FOUND",
                "Get \"https://h/v2/\": x509: certificate signed by unknown authority|IMAGE_PULL_FAILED",
                "Get \"https://h/v2/\": http: server gave HTTP response to HTTPS client|IMAGE_PULL_FAILED"
            })
    void whatStays(String words, StatusReason reason) {
        ImagePullException failure = PullWords.failure("box", words, false);

        assertThat(failure.reason()).isEqualTo(reason);
        assertThat(failure.pause()).isNull();
        assertThat(failure).hasMessageContaining(words);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "toomanyrequests: rate limit exceeded|0",
                "toomanyrequests: retry-after: 17, allowed: 100/minute|17",
                "denied: too many requests, retry after 5 seconds|5",
                "error parsing HTTP 429 response body: invalid character 's': \"slow down\"|0",
                "received unexpected HTTP status: 503 Service Unavailable|0",
                "Head \"http://h/v2/box/manifests/1\": EOF|0",
                "dial tcp 127.0.0.1:9: connect: connection refused|0",
                "lookup h on 10.0.0.1:53: server misbehaving|0",
                "net/http: TLS handshake timeout|0",
                "toomanyrequests: retry-after: 985.86µs, allowed: 44000/minute|0.00098586",
                "toomanyrequests: retry-after: 1m30s|90",
                "toomanyrequests: retry-after: 250ms|0.25",
                "failed to register layer: ApplyLayer exit status 1: lchown /: permission denied|0",
                "open /var/lib/docker/tmp/GetImageBlob1: permission denied|0",
                "Get \"https://h/v2/team/access-denied/manifests/1\": EOF|0",
                "error parsing HTTP 502 response body: invalid character '<': \"<html>not found\"|0"
            })
    void whatMayPass(String words, double pause) {
        ImagePullException failure = PullWords.failure("box", words, false);

        assertThat(failure.reason()).isEqualTo(StatusReason.IMAGE_PULL_FAILED);
        assertThat(failure.pause()).isEqualTo(Duration.ofNanos(Math.round(pause * 1e9)));
    }

    @Test
    void aPageIsShortened() {
        String page = "error parsing HTTP 403 response body: \"" + "<p>".repeat(10_000);

        assertThat(PullWords.failure("box", page, false).getMessage())
                .hasSizeLessThan(1100)
                .endsWith("…");
    }

    @Test
    void whoIsLoggedInAndDeniedHasTheWrongLogin() {
        String words = "pull access denied for box, repository does not exist or may require 'docker login': denied";

        assertThat(PullWords.failure("box", words, true).reason()).isEqualTo(StatusReason.IMAGE_UNAUTHORIZED);
    }
}
