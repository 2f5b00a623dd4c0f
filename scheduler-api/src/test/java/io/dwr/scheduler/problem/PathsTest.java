package io.dwr.scheduler.problem;

import static io.dwr.scheduler.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import io.dwr.scheduler.Http;
import io.dwr.scheduler.Stack;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class PathsTest {
    private final Http http = Stack.shared().http;

    @Test
    void theIndexLeadsOn() {
        assertThat(http.get("/").json().values())
                .extracting(JsonNode::asString)
                .contains(
                        "POST /jobs, POST /jobs?dry_run=true",
                        "GET /jobs/{id}/explain",
                        "GET /jobs/{id}/usage",
                        "GET /jobs/{id}/attempts/{n}/postmortem",
                        "POST /executors/{id}/drain",
                        "DELETE /executors/{id}");
    }

    @Test
    void unknownPathsMethodsAndFormsAreRefused() {
        assertProblem(http.get("/nope"), 404, "path_not_found");
        assertProblem(http.get("/error"), 404, "path_not_found");
        assertProblem(http.method("PUT", "/jobs"), 405, "method_not_allowed");
        assertThat(http.method("PUT", "/jobs").header("Allow")).contains("GET").contains("POST");
        assertProblem(http.get("/schedule"), 405, "method_not_allowed");
        assertProblem(http.get("/jobs", "Accept", "text/html"), 406, "not_acceptable");
        assertProblem(http.get("/stats?x=1"), 400, "invalid_parameter");
    }

    @Test
    void aPageOfAnotherSiteMayNotAct() {
        assertProblem(http.post("/schedule", "Origin", "https://evil.example"), 403, "cross_site");
        assertProblem(http.post("/cleanup", "Sec-Fetch-Site", "cross-site"), 403, "cross_site");
        assertThat(http.post("/schedule", "Sec-Fetch-Site", "same-origin").status())
                .isEqualTo(200);
        assertThat(http.get("/stats", "Origin", "https://evil.example").status())
                .isEqualTo(200);
    }

    @Test
    void whatTheContainerRefusesTellsNothingOfTheInside() throws IOException {
        assertThat(raw("GET /jobs%2Fx HTTP/1.1")).doesNotContain("Tomcat").doesNotContain("Exception");
        assertThat(raw("GET /jobs?limit={} HTTP/1.1"))
                .startsWith("HTTP/1.1 400")
                .contains("invalid_parameter");
        assertThat(raw("nonsense")).doesNotContain("Tomcat").doesNotContain("Exception");
    }

    private String raw(String requestLine) throws IOException {
        int port = http.port();
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.getOutputStream()
                    .write((requestLine + "\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
