package io.dwr.cli;

import static io.dwr.cli.FakeScheduler.ID;
import static io.dwr.cli.FakeScheduler.cut;
import static io.dwr.cli.FakeScheduler.json;
import static io.dwr.cli.FakeScheduler.problem;
import static io.dwr.cli.JobAnswers.ended;
import static io.dwr.cli.JobAnswers.job;
import static org.assertj.core.api.Assertions.assertThat;

import io.dwr.cli.Terminal.Result;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands on jobs that are there: wait, inspect, abort, explain. */
class JobCommandsTest {
    private static final String OTHER = "0193a1b2-c3d4-7000-8000-00000000000b";
    private static final String OLDER = "0193a1b1-0000-7000-8000-00000000000c";
    private static final String GET = "GET /jobs/" + ID + "?log_lines=0";

    private final FakeScheduler scheduler = new FakeScheduler();
    private final Terminal terminal = new Terminal(scheduler);

    @AfterEach
    void close() {
        scheduler.close();
    }

    @Test
    void waitPrintsTheExitCode() {
        scheduler.on(GET, json(200, job(ID, "running", "")), json(200, ended("failed", "exit_code", "3")));

        assertThat(terminal.run("wait", ID)).isEqualTo(new Result(0, "3\n", ""));
        assertThat(terminal.pauses()).hasSize(1);
    }

    @Test
    void inspectPrintsAllAsJson() {
        scheduler.on("GET /jobs/" + ID, json(200, "{\"job_id\":\"" + ID + "\",\"logs\":[\"x\\u001b\"],\"a\":{}}"));

        assertThat(terminal.run("inspect", ID).output())
                .isEqualTo("{\n  \"job_id\": \"" + ID + "\",\n  \"logs\": [\n    \"x\\u001b\"\n  ],\n  \"a\": {}\n}\n");
    }

    @Test
    void inspectPrintsWhatIsLeftOfTheLastAttemptThatFailed() {
        String attempts = "\"attempts\":[{\"attempt\":1,\"status_reason\":\"exit_code\"},"
                + "{\"attempt\":2,\"status_reason\":\"oom_killed\"},{\"attempt\":3,\"status_reason\":\"aborted\"}]";
        scheduler
                .on(GET, json(200, job(ID, "aborted", attempts)))
                .on("GET /jobs/" + ID + "/attempts/2/postmortem", json(200, "{\"attempt\":2}"))
                .on("GET /jobs/" + ID + "/attempts/1/postmortem", json(200, "{\"attempt\":1}"));

        assertThat(terminal.run("inspect", "--postmortem", ID).output()).isEqualTo("{\n  \"attempt\": 2\n}\n");
        assertThat(terminal.run("inspect", "--postmortem", "--attempt", "1", ID).output())
                .isEqualTo("{\n  \"attempt\": 1\n}\n");
        assertThat(terminal.run("inspect", "--attempt", "1", ID).error()).contains("goes with --postmortem");
    }

    @Test
    void inspectSaysThatNoAttemptHasFailed() {
        scheduler.on(GET, json(200, job(ID, "succeeded", "\"attempts\":[]")));

        Result result = terminal.run("inspect", "--postmortem", ID);

        assertThat(result.error()).contains("no attempt of job " + ID + " has failed");
        assertThat(result.code()).isEqualTo(1);
    }

    @Test
    void abortWaitsUntilTheContainersAreGone() {
        scheduler
                .on("POST /jobs/" + ID + "/abort?reason=no+more", json(202, job(ID, "running", "")))
                .on("POST /jobs/" + OTHER + "/abort?reason=no+more", json(202, job(OTHER, "aborted", "")))
                .on(GET, json(200, job(ID, "running", "")), json(200, job(ID, "aborted", "")))
                .on("GET /jobs/" + OTHER + "?log_lines=0", json(200, job(OTHER, "aborted", "")));

        assertThat(terminal.run("abort", "--reason", "no more", ID, OTHER))
                .isEqualTo(new Result(0, ID + "\n" + OTHER + "\n", ""));
        assertThat(terminal.run("abort", "--reason", "no more", "--no-wait", ID).output())
                .isEqualTo(ID + "\n");
    }

    @Test
    void abortOfAnEndedJobFailsAndTheOthersAreAborted() {
        scheduler
                .on("POST /jobs/" + ID + "/abort", problem(409, "job_ended", "Job x has ended as succeeded."))
                .on("POST /jobs/" + OTHER + "/abort", json(202, job(OTHER, "aborted", "")))
                .on("GET /jobs/" + OTHER + "?log_lines=0", json(200, job(OTHER, "aborted", "")));

        assertThat(terminal.run("abort", ID, OTHER))
                .isEqualTo(new Result(1, OTHER + "\n", "dwr: not aborted: Job x has ended as succeeded.\n"));
    }

    @Test
    void abortWaitsForTemporalThatIsAway() {
        scheduler
                .on(
                        "POST /jobs/" + ID + "/abort",
                        problem(503, "temporal_unavailable", "Temporal is away."),
                        cut(),
                        json(202, job(ID, "running", "")))
                .on(GET, json(200, job(ID, "aborted", "")));

        Result result = terminal.run("abort", ID);

        assertThat(result.code()).isZero();
        assertThat(result.output()).isEqualTo(ID + "\n");
        assertThat(result.error()).contains("Temporal is away").contains("the scheduler answers again");
    }

    /** To find the job by the beginning of its id takes the scheduler, too. */
    @ParameterizedTest
    @ValueSource(strings = {"abort", "wait"})
    void theBeginningOfAnIdWaitsForTheSchedulerAsWell(String command) {
        scheduler
                .on(
                        "GET /jobs?limit=1000",
                        problem(503, "redis_unavailable", "Redis is away."),
                        cut(),
                        json(200, "[" + job(ID, "running", "") + "]"))
                .on("POST /jobs/" + ID + "/abort", json(202, job(ID, "running", "")))
                .on(GET, json(200, job(ID, "aborted", "\"status_reason\": \"aborted\", \"exit_code\": 143")));

        Result result = terminal.run(command, ID.substring(0, 20));

        assertThat(result.code()).as(result.error()).isZero();
        assertThat(result.error()).contains("Redis is away").contains("the scheduler answers again");
    }

    @Test
    void abortThatCameTooLateFails() {
        scheduler
                .on("POST /jobs/" + ID + "/abort", json(202, job(ID, "running", "")))
                .on(GET, json(200, ended("succeeded", "completed", "0")));

        assertThat(terminal.run("abort", ID).code()).isEqualTo(1);
    }

    @Test
    void explainSaysWhyAJobWaits() {
        scheduler.on("GET /jobs/" + ID + "/explain", json(200, """
                {"job_id": "%s", "status": "pending", "stage": "waiting", "position": 2,
                 "message": "no room now: executor e comes nearest and lacks 1.5 cores",
                 "verdict": {"kind": "no_room", "message": "no room now", "possible": true,
                             "counts": {"executors": 2, "lost": 0, "gpu_model": 1, "cpu": 1}},
                 "asks": {"cpu_cores": 2.5, "memory_gb": 1, "gpu_type": "L4", "gpu_count": 2, "gpu_memory_gb": 40,
                          "eligible_regions": ["eu", "us"], "eligible_datacenters": [],
                          "eligible_labels": {"disk": "ssd"}, "excluded_labels": {}, "excluded_executors": ["x"]}}
                """.formatted(ID)));

        assertThat(terminal.run("explain", ID).output()).isEqualTo("Job " + ID + """
                 waits: no room now: executor e comes nearest and lacks 1.5 cores.
                It asks for 2.5 cores, 1 GiB, 2 GPUs of model L4 with at least 40 GiB each, region eu or us, label disk=ssd, not executor x.
                Place in the waiting line: 2.
                EXECUTORS   COUNT
                executors   2
                gpu model   1
                cpu         1
                """);
        assertThat(terminal.run("explain", "-o", "json", ID).output()).contains("\"kind\": \"no_room\"");
    }

    @Test
    void explainOfAJobThatDoesNotWait() {
        scheduler.on("GET /jobs/" + ID + "/explain", json(200, """
                {"job_id": "%s", "status": "running", "stage": "running", "position": null, "verdict": null,
                 "message": "it does not wait: it is running on executor e, attempt 2",
                 "asks": {"cpu_cores": 1, "memory_gb": 0.5, "gpu_count": 0}}
                """.formatted(ID)));

        assertThat(terminal.run("explain", ID).output()).isEqualTo("Job " + ID + """
                : it does not wait: it is running on executor e, attempt 2.
                It asks for 1 core, 0.5 GiB.
                """);
    }

    @Test
    void anIdMayBeShortened() {
        scheduler
                .on(
                        "GET /jobs?limit=1000",
                        json(
                                200,
                                "[" + job(OTHER, "pending", "") + "," + job(ID, "pending", "") + "]",
                                "Link",
                                "</jobs?limit=1000&cursor=x>; rel=\"next\""))
                .on("GET /jobs?limit=1000&cursor=x", json(200, "[" + job(OLDER, "pending", "") + "]"))
                .on("GET /jobs/" + OLDER + "?log_lines=0", json(200, job(OLDER, "aborted", "\"exit_code\": 143")))
                .on(GET, json(200, ended("failed", "exit_code", "3")));

        assertThat(terminal.run("wait", "0193A1B1-").error()).contains(OLDER);
        assertThat(terminal.run("wait", ID.substring(0, 36)).output()).isEqualTo("3\n");

        Result ambiguous = terminal.run("wait", "0193a1b2-c3d4");
        assertThat(ambiguous.code()).isEqualTo(1);
        assertThat(ambiguous.error()).contains(ID).contains(OTHER).doesNotContain(OLDER);

        assertThat(terminal.run("wait", "ffff").error()).contains("no job has an id that begins with \"ffff\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"019", "xyz!", "", "../health", "0193a1b2/logs"})
    void whatIsNoIdIsNotAskedFor(String id) {
        Result result = terminal.run("inspect", id);

        assertThat(result.code()).isEqualTo(1);
        assertThat(result.error()).contains("is no job id");
        assertThat(scheduler.requests("GET")).isEmpty();
    }
}
