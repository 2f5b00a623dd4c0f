package io.dwr.scheduler.job;

import static io.dwr.scheduler.Problems.assertProblem;
import static io.dwr.scheduler.Problems.pointers;
import static org.assertj.core.api.Assertions.assertThat;

import io.dwr.scheduler.Http;
import io.dwr.scheduler.Http.Answer;
import io.dwr.scheduler.Stack;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class JobListTest {
    private static final Pattern NEXT = Pattern.compile("<([^>]+)>; rel=\"next\"");

    private final Http http = Stack.shared().http;

    @Test
    void pagesShowEachJobOnceNewestFirstWhileOthersArrive() {
        List<String> submitted = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            submitted.addFirst(submit());
        }
        List<String> listed = new ArrayList<>();
        String path = "/jobs?limit=3&status_filter=pending";
        while (listed.size() < 7) {
            Answer page = http.get(path);
            for (JsonNode job : page.json()) {
                listed.add(job.path("job_id").asString());
            }
            submit();
            Matcher next = NEXT.matcher(page.header("Link"));
            if (!next.find()) {
                break;
            }
            path = next.group(1);
        }
        assertThat(listed.subList(0, 7)).isEqualTo(submitted);
    }

    @Test
    void theLastPageHasNoNext() {
        submit();
        assertThat(http.get("/jobs?limit=1000").header("Link")).isEmpty();
        assertThat(http.get("/jobs?limit=1").json().size()).isEqualTo(1);
    }

    @Test
    void theFilterFilters() {
        submit();
        assertThat(statuses("pending")).isNotEmpty().containsOnly("pending");
        assertThat(statuses("failed")).allMatch("failed"::equals);
    }

    @Test
    void whatCannotBeMeantIsRefusedAllAtOnce() {
        Answer answer = http.get("/jobs?limit=0&status_filter=done&cursor=abc&offset=3");
        assertProblem(answer, 400, "invalid_parameter");
        assertThat(pointers(answer)).containsExactlyInAnyOrder("limit", "status_filter", "cursor", "offset");
        assertThat(answer.body()).contains("from 1 to 1000").contains("pending, running, succeeded, failed, aborted");
        assertProblem(http.get("/jobs?limit=1001"), 400, "invalid_parameter");
        assertProblem(http.get("/jobs?limit=many"), 400, "invalid_parameter");
        assertProblem(http.get("/jobs?limit=1&limit=2"), 400, "invalid_parameter");
    }

    private List<String> statuses(String filter) {
        List<String> statuses = new ArrayList<>();
        for (JsonNode job : http.get("/jobs?status_filter=" + filter).json()) {
            statuses.add(job.path("status").asString());
        }
        return statuses;
    }

    private String submit() {
        return http.postJson("/jobs", "{\"docker_image\":\"box\",\"cpu_cores\":4000}")
                .json()
                .path("job_id")
                .asString();
    }
}
