package io.dwr.cli;

import static io.dwr.cli.FakeScheduler.ID;
import static io.dwr.cli.FakeScheduler.cut;
import static io.dwr.cli.FakeScheduler.half;
import static io.dwr.cli.FakeScheduler.json;
import static io.dwr.cli.FakeScheduler.once;
import static io.dwr.cli.FakeScheduler.problem;
import static io.dwr.cli.JobAnswers.ended;
import static io.dwr.cli.JobAnswers.job;
import static io.dwr.cli.JobAnswers.log;
import static org.assertj.core.api.Assertions.assertThat;

import io.dwr.cli.Terminal.Result;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunTest {
    private static final String LOGS = "GET /jobs/" + ID + "/logs?";

    private final FakeScheduler scheduler = new FakeScheduler();
    private final Terminal terminal = new Terminal(scheduler);

    @AfterEach
    void close() {
        scheduler.close();
    }

    @Test
    void printsWhatTheContainerWritesAndExitsWithItsCode() {
        accepted();
        scheduler
                .on(LOGS + "since=0", json(200, log(0, false, "system attempt 1 begins", "stdout one")))
                .on(LOGS + "follow=true&since=2", json(200, log(2, false, "stderr two", "stdout+ th")))
                .on(LOGS + "follow=true&since=4", json(200, log(4, true, "stdout ree", "stdout \\u001b[31mred")));
        ends(ended("failed", "exit_code", "3"));

        Result result = terminal.run("run", "box", "sh", "-c", "x");

        assertThat(result.code()).isEqualTo(3);
        assertThat(result.output()).isEqualTo("one\nthree\n\u001b[31mred\n");
        assertThat(result.error()).isEqualTo("two\n");
    }

    @Test
    void saysWhatHappenedBetweenTwoAttempts() {
        accepted();
        scheduler.on(
                LOGS + "since=0",
                json(
                        200,
                        log(
                                0,
                                true,
                                "system attempt 1 begins",
                                "stdout one",
                                "system attempt 1 ended",
                                "system attempt 2 begins",
                                "stdout one",
                                "system attempt 2 ended")));
        ends(ended("succeeded", "completed", "0"));

        assertThat(terminal.run("run", "box"))
                .isEqualTo(new Result(0, "one\none\n", "dwr: attempt 1 ended\ndwr: attempt 2 begins\n"));
    }

    @Test
    void quietShowsTheContainersOutputAlone() {
        accepted();
        scheduler.on(LOGS + "since=0", json(200, log(0, true, "system attempt 1 begins", "stderr two")));
        ends(ended("succeeded", "completed", "0"));

        assertThat(terminal.run("run", "-q", "box")).isEqualTo(new Result(0, "", "two\n"));
    }

    @Test
    void detachedPrintsTheId() {
        accepted();

        assertThat(terminal.run("run", "-d", "box")).isEqualTo(new Result(0, ID + "\n", ""));
    }

    @ParameterizedTest
    @CsvSource({
        "succeeded, completed, 0, 0",
        "failed, exit_code, 17, 17",
        "failed, oom_killed, 137, 137",
        "failed, oom_killed, null, 125",
        "failed, run_timeout, 0, 124",
        "failed, run_timeout, null, 124",
        "failed, command_not_found, 127, 127",
        "failed, command_not_found, null, 127",
        "failed, command_not_executable, null, 126",
        "failed, image_not_found, null, 125",
        "failed, executor_lost, null, 125",
        "failed, killed_outside, 0, 125",
        "aborted, aborted, 143, 143",
        "aborted, aborted, 0, 130",
        "aborted, aborted, null, 130"
    })
    void exitCodes(String status, String reason, String exitCode, int code) {
        accepted();
        scheduler.on(LOGS + "since=0", json(200, log(0, true)));
        ends(ended(status, reason, exitCode));

        Result result = terminal.run("run", "box");

        assertThat(result.code()).isEqualTo(code);
        if (reason.equals("completed") || reason.equals("exit_code")) {
            assertThat(result.error()).isEmpty();
        } else {
            assertThat(result.error()).isEqualTo("dwr: job " + ID + " " + status + " (" + reason + "): It ended so.\n");
        }
    }

    @Test
    void aBrokenConnectionLosesNoLineAndGivesNoneTwice() {
        accepted();
        String second = log(1, false, "stdout two");
        scheduler
                .on(LOGS + "since=0", json(200, log(0, false, "stdout one")))
                .on(
                        LOGS + "follow=true&since=1",
                        half(second.substring(0, second.length() / 2)),
                        cut(),
                        problem(503, "redis_unavailable", "Redis is away.", "Retry-After", "2"),
                        json(200, second))
                .on(LOGS + "follow=true&since=2", json(200, log(2, true, "stdout three")));
        ends(ended("succeeded", "completed", "0"));

        Result result = terminal.run("run", "box");

        assertThat(result.code()).isZero();
        assertThat(result.output()).isEqualTo("one\ntwo\nthree\n");
        assertThat(result.error())
                .contains("Waiting for it; the job does not depend on it.")
                .contains("the scheduler answers again")
                .hasLineCount(2);
    }

    @Test
    void whatIsMissingIsSaidInAnyCase() {
        accepted();
        scheduler.on(LOGS + "since=0", json(200, log(7, true, "system [dwr] 7 lines were dropped", "stdout eight")));
        ends(ended("succeeded", "completed", "0"));

        assertThat(terminal.run("run", "-q", "box").error()).startsWith("dwr: [dwr] 7 lines were dropped");
    }

    @Test
    void saysOnceWhyAJobWaits() {
        accepted();
        scheduler
                .on(LOGS + "since=0", json(200, log(0, false)))
                .on(LOGS + "follow=true&since=0", once(terminal::hasSpoken, json(200, log(0, true))));
        scheduler.on(
                "GET /jobs/" + ID + "?log_lines=0",
                json(
                        200,
                        job(
                                ID,
                                "pending",
                                "\"verdict\": {\"kind\": \"no_room\", \"message\": \"no room now: of 1 executor, 1"
                                        + " short of free CPU\"}")),
                json(200, ended("succeeded", "completed", "0")));

        Result result = terminal.errorIsTerminal().run("run", "box");

        assertThat(result.code()).isZero();
        assertThat(result.error())
                .isEqualTo("dwr: job " + ID + " waits: no room now: of 1 executor, 1 short of free CPU.\n");
    }

    @Test
    void namesTheAttemptThatIsAboutToBegin() {
        accepted();
        scheduler
                .on(LOGS + "since=0", json(200, log(0, false)))
                .on(LOGS + "follow=true&since=0", once(terminal::hasSpoken, json(200, log(0, true))));
        String between = "\"status_message\": \"no such host\", \"attempt\": 2, \"attempts\": [{\"attempt\": 1},"
                + " {\"attempt\": 2}], \"verdict\": {\"kind\": \"room\", \"message\": \"room\"}";
        scheduler.on(
                "GET /jobs/" + ID + "?log_lines=0",
                json(200, job(ID, "pending", between)),
                json(200, ended("succeeded", "completed", "0")));

        assertThat(terminal.errorIsTerminal().run("run", "box").error())
                .isEqualTo("dwr: job " + ID
                        + " waits: attempt 3 is about to begin; the one before failed (no such host).\n");
    }

    @Test
    void theLastLineSaysWhatToDoOnce() {
        accepted();
        scheduler.on(LOGS + "since=0", json(200, log(0, true)));
        String end = "\"status_reason\": \"image_not_found\", \"status_message\": \"%s\","
                + " \"cause\": {\"advice\": \"check the name\"}";
        ends(job(ID, "failed", end.formatted("there is no image box")));
        assertThat(terminal.run("run", "box").error())
                .isEqualTo("dwr: job " + ID + " failed (image_not_found): there is no image box: check the name\n");

        ends(job(ID, "failed", end.formatted("no image: check the name")));
        assertThat(terminal.run("run", "box").error())
                .isEqualTo("dwr: job " + ID + " failed (image_not_found): no image: check the name\n");
    }

    @Test
    void saysWhoFetchesTheImage() {
        accepted();
        scheduler
                .on(LOGS + "since=0", json(200, log(0, false)))
                .on(LOGS + "follow=true&since=0", once(terminal::hasSpoken, json(200, log(0, true))));
        scheduler.on(
                "GET /jobs/" + ID + "?log_lines=0",
                json(200, job(ID, "running", "\"stage\": \"pulling\", \"executor_id\": \"e-1\"")),
                json(200, ended("succeeded", "completed", "0")));

        assertThat(terminal.errorIsTerminal().run("run", "box").error())
                .isEqualTo("dwr: executor e-1 fetches the image box.\n");
    }

    @Test
    void everyViolationHasALineWithItsFlag() {
        scheduler.on("POST /jobs", json(400, """
                {"type": "urn:dwr:problem:invalid_request", "title": "t", "status": 400, "code": "invalid_request",
                 "detail": "d", "errors": [
                  {"code": "out_of_range", "pointer": "/cpu_cores", "message": "cpu_cores is 0: more is needed"},
                  {"code": "invalid_format", "pointer": "/environment/A=", "message": "environment name is bad"},
                  {"code": "too_large", "pointer": "", "message": "the job is too large"}]}"""));

        Result result = terminal.run("run", "--cpus", "0", "box");

        assertThat(result.code()).isEqualTo(125);
        assertThat(result.output()).isEmpty();
        assertThat(result.error().lines())
                .containsExactly(
                        "dwr: the job is refused: --cpus: cpu_cores is 0: more is needed",
                        "dwr: the job is refused: --env: environment name is bad",
                        "dwr: the job is refused: the job is too large.");
    }

    @Test
    void ownFailuresAre125AndSayWhatToDo() {
        scheduler.close();

        Result result = terminal.run("run", "box");

        assertThat(result.code()).isEqualTo(125);
        assertThat(result.error())
                .startsWith("dwr: the scheduler at " + scheduler.url() + " cannot be reached: nothing listens there.")
                .contains("./dwr up");
    }

    @ParameterizedTest
    @CsvSource({
        "--gpus all, Say how many",
        "--gpus device=0, names devices",
        "--gpus -1, no number of GPUs",
        "--timeout 5x, no length of time",
        "--cpus x, is no number. See",
        "--priority x, is no whole number",
        "--pids-limit 1.5, is no whole number",
        "-i, no standard input",
        "--nosuch x, Unknown option",
        "-p 80:80, a job has no ports",
        "-p80:80, a job has no ports",
        "--publish=80:80, a job has no ports",
        "--restart always, --retries",
        "--mount type=bind, --volume",
        "--link db, know nothing of each other",
        "--env-file /none, there is no file"
    })
    void misuseIs125(String flags, String message) {
        String[] words = ("run " + flags + " box").split(" ");

        Result result = terminal.run(words);

        assertThat(result.code()).isEqualTo(125);
        assertThat(result.error()).startsWith("dwr: ").contains(message).hasLineCount(1);
        assertThat(scheduler.requests("POST")).isEmpty();
    }

    @Test
    void anImageIsNeeded() {
        assertThat(terminal.run("run").code()).isEqualTo(125);
    }

    private void accepted() {
        scheduler.on("POST /jobs", json(201, job(ID, "pending", "")));
    }

    private void ends(String answer) {
        scheduler.on("GET /jobs/" + ID + "?log_lines=0", json(200, answer));
    }
}
