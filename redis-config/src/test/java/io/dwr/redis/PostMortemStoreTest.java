package io.dwr.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.dwr.model.job.PostMortem;
import io.dwr.redis.job.PostMortemStore;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is left of failed attempts: fenced by the attempt, bounded, gone with the job's record. */
class PostMortemStoreTest extends RedisTest {
    private static final Machine ADA = Machine.machine("ada", 4, 8);

    @BeforeEach
    void joined() {
        join(ADA);
        submit(1, size(1, 1));
        place(1, size(1, 1));
    }

    private static PostMortem postMortem(int attempt, String words) {
        return new PostMortem(
                attempt,
                "ada",
                Instant.parse("2026-01-01T00:00:00.5Z"),
                "exit_code",
                words,
                Map.of("State", Map.of("ExitCode", 3, "Error", "é"), "Mounts", List.of()),
                List.of(new PostMortem.Event(SUBMITTED, "kill", "SIGKILL", null)),
                List.of("a line"));
    }

    @Test
    void itIsReadAsItWasKept() {
        assertThat(postMortems.keep(job(1), postMortem(1, "first"))).isTrue();
        assertThat(postMortems.keep(job(1), postMortem(1, "again"))).isTrue();

        assertThat(postMortems.find(job(1), 1)).contains(postMortem(1, "again"));
        assertThat(postMortems.find(job(1), 2)).isEmpty();
        assertThat(postMortems.find(job(2), 1)).isEmpty();
    }

    @Test
    void anOlderAttemptWritesNothingAndLosesNothing() {
        postMortems.keep(job(1), postMortem(1, "first"));
        ledger.endAttempt(job(1), failed(1, "ada"));
        reserve(1, 2, size(1, 1));

        assertThat(postMortems.keep(job(1), postMortem(1, "late"))).isFalse();

        assertThat(postMortems.find(job(1), 1)).contains(postMortem(1, "first"));
    }

    @Test
    void nothingIsKeptOfAJobThatIsNotKnownOrHasEnded() {
        assertThat(postMortems.keep(job(9), postMortem(1, "nobody's"))).isFalse();
        finish(1, 1);

        assertThat(postMortems.keep(job(1), postMortem(1, "late"))).isFalse();
    }

    @Test
    void theNewestAreKept() {
        postMortems.keep(job(1), postMortem(1, "first"));
        postMortems.keep(job(1), postMortem(2, "second"));

        postMortems.keep(job(1), postMortem(PostMortemStore.MOST + 1, "newest"));

        assertThat(postMortems.find(job(1), 1)).isEmpty();
        assertThat(postMortems.find(job(1), 2)).isPresent();
    }

    @Test
    void itGoesWithTheJobsRecord() {
        postMortems.keep(job(1), postMortem(1, "first"));
        assertThat(server.command("PTTL", RedisKeys.postMortem(job(1)))).isEqualTo(":-1");

        finish(1, 1);

        assertThat(server.command("PTTL", RedisKeys.postMortem(job(1)))).matches(":[1-9]\\d+");
    }
}
