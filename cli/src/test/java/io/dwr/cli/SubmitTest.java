package io.dwr.cli;

import static io.dwr.cli.FakeScheduler.ID;
import static io.dwr.cli.FakeScheduler.cut;
import static io.dwr.cli.FakeScheduler.json;
import static io.dwr.cli.FakeScheduler.problem;
import static io.dwr.cli.JobAnswers.job;
import static org.assertj.core.api.Assertions.assertThat;

import io.dwr.cli.FakeScheduler.Request;
import io.dwr.cli.Terminal.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SubmitTest {
    private static final FakeScheduler.Reply ACCEPTED = json(201, job(ID, "pending", ""));

    private final FakeScheduler scheduler = new FakeScheduler().on("POST /jobs", ACCEPTED);
    private final Terminal terminal = new Terminal(scheduler);

    @AfterEach
    void close() {
        scheduler.close();
    }

    @Test
    void printsTheId() {
        assertThat(terminal.run("submit", "box", "echo", "hi")).isEqualTo(new Result(0, ID + "\n", ""));
        assertThat(scheduler.requests("POST /jobs").getFirst().headers())
                .containsEntry("Content-type", "application/json")
                .containsKey("Idempotency-key");
    }

    @Test
    void printsTheJobAsJson() {
        assertThat(terminal.run("submit", "-o", "json", "box").output()).contains("\"job_id\": \"" + ID + "\"");
    }

    @Test
    void aDryRunSaysWhatWouldComeOfIt() {
        scheduler.on("POST /jobs?dry_run=true", json(200, """
                {"dry_run": true, "outcome": "waits", "message": "it would wait: never, as the fleet is", "position": 3,
                 "executor_id": null, "verdict": {"kind": "never", "counts": {"executors": 1, "too_small": 1, "cpu": 0}},
                 "cpu_cores": 64, "memory_gb": 1, "gpu_count": 0}
                """));

        for (String command : new String[] {"run", "submit"}) {
            assertThat(terminal.run(command, "--dry-run", "--cpus", "64", "box").output())
                    .isEqualTo("""
                    The request is valid; nothing was submitted.
                    It asks for 64 cores, 1 GiB.
                    Now it would wait: never, as the fleet is.
                    Place in the waiting line: 3.
                    EXECUTORS   COUNT
                    executors   1
                    too small   1
                    """);
        }
        assertThat(scheduler.requests("POST /jobs")).extracting(Request::line).containsOnly("POST /jobs?dry_run=true");
        assertThat(terminal.run("submit", "--dry-run", "-o", "json", "box").output())
                .contains("\"outcome\": \"waits\"");
    }

    @Test
    void aDryRunSaysWhereItWouldRun() {
        scheduler.on("POST /jobs?dry_run=true", json(200, """
                {"dry_run": true, "outcome": "placed", "message": "it would be placed on executor e", "position": null,
                 "verdict": null, "cpu_cores": 1, "memory_gb": 1, "gpu_count": 0}
                """));

        assertThat(terminal.run("submit", "--dry-run", "box")).isEqualTo(new Result(0, """
                        The request is valid; nothing was submitted.
                        It asks for 1 core, 1 GiB.
                        Now it would be placed on executor e.
                        """, ""));
    }

    @Test
    void sendsAFileAsItIs(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("job.json"), "{\"docker_image\":  \"ä\"}\n");

        assertThat(terminal.run("submit", "-f", file.toString()).code()).isZero();
        assertThat(scheduler.requests("POST /jobs").getFirst().body()).isEqualTo("{\"docker_image\":  \"ä\"}\n");
    }

    @Test
    void sendsItsStandardInput() {
        assertThat(terminal.input("{\"docker_image\": \"box\"}")
                        .run("submit", "-f", "-")
                        .code())
                .isZero();
        assertThat(scheduler.requests("POST /jobs").getFirst().body()).isEqualTo("{\"docker_image\": \"box\"}");
    }

    @Test
    void namesThePlaceInAFileByItsPointer() {
        scheduler.on("POST /jobs", json(400, """
                {"status": 400, "code": "invalid_request", "detail": "d", "errors": [
                  {"code": "out_of_range", "pointer": "/cpu_cores", "message": "cpu_cores is 0"}]}"""));

        Result result = terminal.input("{}").run("submit", "-f", "-");

        assertThat(result).isEqualTo(new Result(1, "", "dwr: the job is refused: /cpu_cores: cpu_cores is 0.\n"));
    }

    @Test
    void eitherAFileOrFlags() {
        assertThat(terminal.run("submit", "-f", "x.json", "box").code()).isEqualTo(2);
        assertThat(terminal.run("submit").code()).isEqualTo(2);
        assertThat(terminal.run("submit", "-f", "/none").error()).contains("there is no file \"/none\"");
    }

    @Test
    void isSentAgainUnderTheSameKeyWhenTheAnswerIsLost() {
        scheduler.on(
                "POST /jobs",
                cut(),
                problem(503, "redis_unavailable", "Redis does not answer.", "Retry-After", "3"),
                ACCEPTED);

        Result result = terminal.run("submit", "box");

        assertThat(result.code()).isZero();
        assertThat(result.output()).isEqualTo(ID + "\n");
        assertThat(result.error().lines()).hasSize(2).allMatch(line -> line.contains("Trying again in"));
        assertThat(terminal.pauses()).containsExactly(Duration.ofMillis(500), Duration.ofSeconds(3));
        List<Request> requests = scheduler.requests("POST /jobs");
        assertThat(requests).hasSize(3);
        assertThat(requests.stream()
                        .map(request -> request.headers().get("Idempotency-key"))
                        .distinct())
                .hasSize(1);
    }

    @Test
    void triesForAMinuteAtMostAndSaysUnderWhichKey() {
        scheduler.on("POST /jobs", problem(503, "redis_unavailable", "Redis does not answer.", "Retry-After", "100"));

        Result result = terminal.run("submit", "--idempotency-key", "k-1", "box");

        assertThat(result.code()).isEqualTo(1);
        assertThat(result.error()).contains("--idempotency-key k-1");
        assertThat(terminal.pauses().stream().reduce(Duration.ZERO, Duration::plus))
                .isLessThanOrEqualTo(Duration.ofSeconds(60));
        assertThat(scheduler.requests("POST /jobs").getFirst().headers()).containsEntry("Idempotency-key", "k-1");
    }

    @Test
    void aRefusalIsNotSentAgain() {
        scheduler.on("POST /jobs", problem(422, "idempotency_conflict", "The key was used for another job."));

        assertThat(terminal.run("submit", "box"))
                .isEqualTo(new Result(1, "", "dwr: the job is refused: The key was used for another job.\n"));
        assertThat(scheduler.requests("POST /jobs")).hasSize(1);
    }

    @Test
    void somethingElseThatAnswersIsNotTakenForAScheduler() {
        scheduler.on("POST /jobs", json(405, "<html>"));

        assertThat(terminal.run("submit", "box").error())
                .contains("answered that is no scheduler of dwr")
                .contains("DWR_SERVER");

        scheduler.on("POST /jobs", json(200, "<html>"));

        assertThat(terminal.run("submit", "box").error()).contains("cannot be read");
    }
}
