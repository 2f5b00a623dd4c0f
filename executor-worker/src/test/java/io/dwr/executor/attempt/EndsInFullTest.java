package io.dwr.executor.attempt;

import static io.dwr.executor.attempt.ExecutorFixture.box;
import static org.assertj.core.api.Assertions.assertThat;

import io.dwr.executor.engine.ContainerRequest;
import io.dwr.executor.engine.SmallContainer;
import io.dwr.model.job.Outcome;
import io.dwr.model.job.StatusReason;
import io.dwr.model.log.LogSource;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Cases from the field with all their numbers, on the real engine, where the usual run has smaller ones. */
@Tag("nightly")
class EndsInFullTest extends ExecutorStory {
    /** Case 79. */
    @Test
    void aProgramThatIgnoresSigtermEndsBetweenTimeoutAndGrace() {
        Outcome outcome = executor.run(
                box("sh", "-c", "trap '' TERM; sleep 1000").timeout(5).grace(3).as(job));

        assertThat(outcome.reason()).isEqualTo(StatusReason.RUN_TIMEOUT);
        assertThat(Duration.between(outcome.startedAt(), outcome.finishedAt()))
                .isBetween(Duration.ofSeconds(8), Duration.ofSeconds(12));
        assertThat(executor.containers()).isEmpty();
    }

    /** Case 99: foreign containers hold the names of five attempts, which run all the same, and are left alone. */
    @Test
    void fiveAttemptsInARowRunThoughTheirNamesAreTaken() {
        List<String> foreign = IntStream.rangeClosed(1, 5)
                .mapToObj(attempt -> executor.engine.create(foreign("dwr-" + job + "-" + attempt)))
                .toList();
        try {
            for (int attempt = 1; attempt <= 5; attempt++) {
                Outcome outcome = executor.run(box("sh", "-c", "echo $ATTEMPT; exit 3")
                        .attempt(attempt)
                        .as(job));
                assertThat(outcome.exitCode()).as(outcome.message()).isEqualTo(3);
            }

            assertThat(executor.written(job, LogSource.STDOUT))
                    .isEqualTo(IntStream.rangeClosed(1, 5)
                            .mapToObj(attempt -> attempt + "\n")
                            .collect(Collectors.joining()));
            assertThat(foreign)
                    .allSatisfy(id -> assertThat(executor.engine.inspect(id)).isPresent());
        } finally {
            foreign.forEach(executor.engine::remove);
        }
    }

    private static ContainerRequest foreign(String name) {
        return SmallContainer.of(name, Map.of("owner", "somebody"), "sleep", "600");
    }
}
