package io.dwr.executor.attempt;

import static io.dwr.executor.attempt.ExecutorFixture.box;
import static org.assertj.core.api.Assertions.assertThat;

import io.dwr.model.job.JobId;
import io.dwr.model.job.Outcome;
import io.dwr.model.job.PostMortem;
import io.dwr.model.job.StatusReason;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is left of attempts on the real engine. */
class PostMortemTest {
    @TempDir
    Path state;

    @TempDir
    Path volumes;

    private ExecutorFixture executor;
    private final JobId job = ExecutorFixture.newJob();

    @BeforeEach
    void start() {
        executor = new ExecutorFixture(state, volumes);
    }

    @AfterEach
    void nothingIsLeft() {
        assertThat(executor.containers()).isEmpty();
        executor.close();
    }

    private PostMortem postMortem(int attempt) {
        return executor.postMortems.find(job, attempt).orElseThrow();
    }

    private static Object part(Map<String, Object> description, String... path) {
        Object part = description;
        for (String name : path) {
            part = ((Map<?, ?>) part).get(name);
        }
        return part;
    }

    /** Case 63: a job gets no swap beyond its memory, and the engine's own words show it. */
    @Test
    void theContainerItsEventsAndItsLastWordsAreKept() {
        Outcome outcome = executor.run(
                box("sh", "-c", "printf 'last words \\377\\n'; exec 2>/dev/null; head -c 104857600 /dev/zero | tail")
                        .memory(64L << 20)
                        .environment(Map.of("PASSWORD", "hunter2-hunter2"))
                        .as(job));
        assertThat(outcome.reason()).isEqualTo(StatusReason.OOM_KILLED);

        PostMortem kept = postMortem(1);

        assertThat(kept.executorId()).isEqualTo("fixture");
        assertThat(kept.statusReason()).isEqualTo("oom_killed");
        assertThat(kept.statusMessage()).isEqualTo(outcome.message());
        assertThat(part(kept.container(), "State", "ExitCode")).isEqualTo(137);
        assertThat(part(kept.container(), "State", "OOMKilled")).isEqualTo(true);
        assertThat(String.valueOf(part(kept.container(), "HostConfig", "Memory")))
                .isEqualTo("67108864");
        assertThat(String.valueOf(part(kept.container(), "HostConfig", "MemorySwap")))
                .isEqualTo("67108864");
        assertThat(kept.container().toString()).contains("PASSWORD=***").doesNotContain("hunter2");
        assertThat(kept.events()).extracting(PostMortem.Event::event).contains("start", "die");
        assertThat(kept.events()).extracting(PostMortem.Event::exitCode).contains(137);
        assertThat(kept.logs()).hasSize(3);
        assertThat(kept.logs().get(1)).endsWith("stdout last words \uFFFD");
    }

    @Test
    void earlierAttemptsKeepTheirsAndEachHasItsOwnLines() {
        executor.run(box("sh", "-c", "echo one; exit 1").attempt(1).as(job));
        executor.run(box("sh", "-c", "echo two; exit 2").attempt(2).as(job));

        assertThat(part(postMortem(1).container(), "State", "ExitCode")).isEqualTo(1);
        assertThat(part(postMortem(2).container(), "State", "ExitCode")).isEqualTo(2);
        assertThat(postMortem(2).logs().toString()).contains("two").doesNotContain("one");
    }

    @Test
    void whatNeverHadAContainerHasItsLines() {
        executor.run(box("nosuch").withoutInit().as(job));
        assertThat(postMortem(1).statusReason()).isEqualTo("command_not_found");
        assertThat(part(postMortem(1).container(), "State", "Status")).isEqualTo("created");

        JobId other = ExecutorFixture.newJob();
        executor.run(box().as(other));
        PostMortem without = executor.postMortems.find(other, 1).orElseThrow();
        assertThat(without.statusReason()).isEqualTo("command_missing");
        assertThat(without.container()).isEmpty();
        assertThat(without.logs().toString()).contains("neither the job nor its image names a command");
    }

    @Test
    void nothingIsKeptOfASuccess() {
        executor.run(box("true").as(job));

        assertThat(executor.postMortems.find(job, 1)).isEmpty();
    }

    @Test
    void aStoreWithoutRoomCostsTheAttemptNothing() {
        executor.postMortems.full = true;

        Outcome outcome = executor.run(box("sh", "-c", "exit 3").as(job));

        assertThat(outcome.reason()).isEqualTo(StatusReason.EXIT_CODE);
        assertThat(outcome.exitCode()).isEqualTo(3);
    }
}
