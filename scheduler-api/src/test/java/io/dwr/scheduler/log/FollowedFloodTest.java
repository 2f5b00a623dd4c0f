package io.dwr.scheduler.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.dwr.model.job.JobId;
import io.dwr.model.log.LogLine;
import io.dwr.model.log.LogSource;
import io.dwr.redis.log.JobLogStore;
import io.dwr.scheduler.Http;
import io.dwr.scheduler.Stack;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Jobs that print faster than their followers read: 31 of these lines fill a log. */
class FollowedFloodTest {
    private static final String BIG = "x".repeat(1 << 19);
    private static final String LEFT_OUT =
            " lines are left out here: they were printed faster than they were followed.";

    private final Stack stack = Stack.shared();
    private final Http http = stack.http;
    private JobId id = new JobId("01999999-9999-7999-8999-999999999999");
    private String logs = "";
    private int written;

    @BeforeEach
    void submitAJobThatWaits() {
        id = new JobId(http.postJson("/jobs", "{\"docker_image\":\"box\",\"cpu_cores\":4000}")
                .json()
                .path("job_id")
                .asString());
        logs = "/jobs/" + id + "/logs";
    }

    /** More goes between two reads than is kept, and a little more at the next ones. */
    @Test
    void aFollowerThatFellBehindIsPutAheadOnce() throws IOException {
        print(5);
        Story story = new Story();
        JobLogs ofStore = new JobLogs(stack.stores.jobLogStore(), stack.stores.jobStore());
        Followers followers = new Followers();
        followers.start();

        long end = new LogFollower(ofStore, followers).follow(id, 0, () -> false, story);

        assertThat(end).isEqualTo(written);
        assertThat(story.offsets).doesNotHaveDuplicates().isSorted();
        assertThat(story.marks).hasSize(1);
        long left = Long.parseLong(story.marks.getFirst().replaceAll(".*\\[dwr\\] (\\d+)" + LEFT_OUT + ".*", "$1"));
        assertThat(left).isEqualTo(written - (story.offsets.size() - 1)).isBetween(45L, 60L);
        assertThat(story.events())
                .filteredOn(line -> line.startsWith("id: "))
                .containsExactlyElementsOf(
                        story.offsets.stream().map(n -> "id: " + n).toList());
        assertThat(story.marks.getFirst()).contains("\"dwr logs " + id + "\"");
    }

    @Test
    void aPageOfAFollowerIsPutAheadAndAPlainOneIsNot() {
        print(5 + 60);
        JsonNode plain = page("?since=10");
        JsonNode ahead = page("?follow=true&limit=2&since=10");
        JsonNode tail = page("?follow=true&tail=1000");
        JsonNode next = page("?follow=true&since=" + ahead.path("next_offset").asLong());

        assertThat(firstLine(plain)).contains(" lines are missing here: the log's cap has taken them");
        long first = ahead.path("first_offset").asLong();
        assertThat(firstLine(ahead)).contains(" system [dwr] " + (first - 10 + 1) + LEFT_OUT);
        assertThat(first).isGreaterThan(plain.path("first_offset").asLong() + 10);
        assertThat(next.path("first_offset").asLong())
                .isEqualTo(ahead.path("next_offset").asLong());
        assertThat(firstLine(tail)).doesNotContain(LEFT_OUT);

        http.delete("/jobs/" + id);
        assertThat(http.get(logs + "?form=raw&follow=true").body()).doesNotContain(LEFT_OUT);
    }

    private JsonNode page(String query) {
        return http.get(logs + query, "Accept", "application/json").json();
    }

    private static String firstLine(JsonNode page) {
        return page.path("lines").get(0).asString();
    }

    private void print(int lines) {
        IntStream.range(0, lines)
                .forEach(line -> stack.stores
                        .jobLogStore()
                        .append(
                                id,
                                1,
                                written++,
                                List.of(new LogLine(Instant.now(), LogSource.STDOUT, false, BIG)),
                                ""));
    }

    /** Prints while its follower is busy with a page: once very much, then twice less than the follower has room for. */
    private final class Story implements LogFollower.Sink {
        final List<Long> offsets = new ArrayList<>();
        final List<String> marks = new ArrayList<>();
        private final ByteArrayOutputStream sent = new ByteArrayOutputStream();
        private final LogEvents events =
                new LogEvents(sent, JsonMapper.builder().build());
        private int pages;

        @Override
        public void accept(JobLogStore.Page page) throws IOException {
            events.accept(page);
            page.lines().stream().filter(line -> line.contains(" [dwr] ")).forEach(marks::add);
            for (long offset = page.firstOffset(); offset < page.nextOffset(); offset++) {
                offsets.add(offset);
            }
            switch (++pages) {
                case 1 -> print(65);
                case 2, 3 -> print(8);
                case 4 -> http.delete("/jobs/" + id);
                default -> {}
            }
        }

        @Override
        public void quiet() {
            // The log is away for no time that matters here.
        }

        List<String> events() {
            return sent.toString(StandardCharsets.UTF_8).lines().toList();
        }
    }
}
