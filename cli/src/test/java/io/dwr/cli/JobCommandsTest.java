package io.dwr.cli;

import static io.dwr.cli.FakeScheduler.ID;
import static io.dwr.cli.FakeScheduler.cut;
import static io.dwr.cli.FakeScheduler.json;
import static io.dwr.cli.FakeScheduler.problem;
import static io.dwr.cli.JobAnswers.ended;
import static io.dwr.cli.JobAnswers.job;
import static io.dwr.cli.JobAnswers.log;
import static org.assertj.core.api.Assertions.assertThat;

import io.dwr.cli.Terminal.Result;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
    void psListsWhatWaitsAndRunsNewestFirst() {
        scheduler
                .on(
                        "GET /jobs?limit=100&status_filter=running",
                        json(200, "[" + job(OLDER, "running", "\"executor_id\": \"e-1\"") + "]"))
                .on(
                        "GET /jobs?limit=100&status_filter=pending",
                        json(200, "[" + job(OTHER, "pending", "") + ", " + job(ID, "pending", "") + "]"));

        Result result = terminal.run("ps");

        assertThat(result.error()).isEmpty();
        assertThat(result.output()).isEqualTo("""
                JOB ID                                 NAME   IMAGE   COMMAND   STATUS              REASON   EXECUTOR   AGE
                0193a1b2-c3d4-7000-8000-00000000000b          box     sh -c x   pending (waiting)                       5m
                0193a1b2-c3d4-7000-8000-00000000000a          box     sh -c x   pending (waiting)                       5m
                0193a1b1-0000                                 box     sh -c x   running                      e-1        5m
                """);
    }

    @Test
    void psMarksAJobThatDoesNotUseItsGpu() {
        scheduler
                .on(
                        "GET /jobs?limit=100&status_filter=running",
                        json(200, "[" + job(ID, "running", "\"gpu_idle_since\": \"2026-01-01T11:40:00.000Z\"") + "]"))
                .on("GET /jobs?limit=100&status_filter=pending", json(200, "[]"));

        assertThat(terminal.run("ps").output()).contains("   running, GPU idle 20m   ");
    }

    @Test
    void topShowsWhatRunningJobsUse() {
        String used = "\"executor_id\": \"e-1\", \"memory_gb\": 2, \"usage\": {"
                + "\"sampled_at\": \"2026-01-01T11:59:55.000Z\", \"cpu_cores\": 1.254, \"memory_bytes\": 1610612736,"
                + " \"network_rx_bytes\": 1536, \"network_tx_bytes\": 0, \"block_read_bytes\": 10485760,"
                + " \"block_write_bytes\": 512, \"gpus\": [{\"memory_bytes\": 1073741824, \"utilization\": 0.98},"
                + " {\"memory_bytes\": 1073741824, \"utilization\": 0.5}]}";
        scheduler.on(
                "GET /jobs?limit=1000&status_filter=running",
                json(
                        200,
                        "[" + job(OTHER, "running", used) + ", "
                                + job(ID, "running", "\"name\": \"x\", \"memory_gb\": 1, \"usage\": null") + "]"));

        assertThat(terminal.run("top").output().replaceAll(" {2,}", "  ")).isEqualTo("""
                JOB ID  NAME  EXECUTOR  CPU %  MEM USAGE / LIMIT  MEM %  NET I/O  BLOCK I/O  GPU %  GPU MEM  SAMPLED
                0193a1b2-c3d4-7000-8000-00000000000b  e-1  125.4%  1.5GiB / 2GiB  75.0%  1.5KiB / 0B  10MiB / 512B  74.0%  2GiB  5s ago
                0193a1b2-c3d4-7000-8000-00000000000a  x  -  - / 1GiB  -  -  -  -  -  -
                """);
        scheduler.on(GET, json(200, job(ID, "running", used)));
        assertThat(terminal.run("top", "-o", "json", ID).output()).startsWith("[\n  {\n    \"job_id\": \"" + ID);
    }

    @Test
    void psOfAllByPages() {
        scheduler
                .on(
                        "GET /jobs?limit=2",
                        json(
                                200,
                                "[" + job(ID, "failed", "\"exit_code\": 3, \"status_reason\": \"exit_code\"") + "]",
                                "Link",
                                "</jobs?limit=2&cursor=x>; rel=\"next\""))
                .on(
                        "GET /jobs?limit=2&cursor=x",
                        json(
                                200,
                                "[" + job(OLDER, "aborted", "") + "]",
                                "Link",
                                "<http://elsewhere/jobs?limit=2&cursor=y>; rel=\"next\""));

        Result result = terminal.run("ps", "-a", "--limit", "2");

        assertThat(result.output()).contains("failed (3)").contains("aborted").hasLineCount(3);
        assertThat(result.error()).contains("more jobs than the 2 listed");
        assertThat(terminal.run("ps", "-aq", "-n", "2").output()).isEqualTo(ID + "\n" + OLDER + "\n");
    }

    @Test
    void psByStatusAndAsJson() {
        scheduler.on("GET /jobs?limit=100&status_filter=failed", json(200, "[" + job(ID, "failed", "") + "]"));

        assertThat(terminal.run("ps", "--status", "failed", "-o", "json").output())
                .startsWith("[\n  {\n    \"job_id\": \"" + ID + "\"");
        assertThat(terminal.run("ps", "--status", "done").code()).isEqualTo(2);
        assertThat(terminal.run("ps", "-n", "0").code()).isEqualTo(2);
        assertThat(terminal.run("ps", "-o", "yaml").code()).isEqualTo(2);
    }

    @Test
    void psShowsWhatWouldSteerTheTerminal() {
        scheduler.on(
                "GET /jobs?limit=100", json(200, "[" + job(ID, "failed", "\"name\": \"a\\u001b[2Jb\\u202e\"") + "]"));

        assertThat(terminal.run("ps", "-a").output())
                .contains("a\\u001b[2Jb\\u202e")
                .doesNotContain("\u001b");
    }

    @Test
    void logsPrintsEachStreamToItsOwn() {
        scheduler
                .on(
                        "GET /jobs/" + ID + "/logs?since=0",
                        json(200, log(0, false, "stdout a", "stderr b", "system c", "stdout ")))
                .on("GET /jobs/" + ID + "/logs?since=4", json(200, log(4, false)));

        assertThat(terminal.run("logs", ID)).isEqualTo(new Result(0, "a\n\n", "b\ndwr: c\n"));
    }

    @Test
    void logsWithTimestamps() {
        scheduler.on("GET /jobs/" + ID + "/logs?tail=2", json(200, log(5, true, "stdout+ a", "stdout b", "stdout+ c")));

        assertThat(terminal.run("logs", "-t", "--tail", "2", ID).output())
                .isEqualTo("2026-01-01T11:59:00.123456789Z ab\n2026-01-01T11:59:00.123456789Z c");
        assertThat(terminal.run("logs", "--tail", "x", ID).code()).isEqualTo(2);
    }

    @Test
    void logsFollowed() {
        scheduler
                .on("GET /jobs/" + ID + "/logs?tail=0", json(200, log(9, false)))
                .on(
                        "GET /jobs/" + ID + "/logs?follow=true&since=9",
                        json(200, log(9, false)),
                        json(200, log(9, true, "stdout x")));

        assertThat(terminal.run("logs", "-f", "--tail", "0", ID)).isEqualTo(new Result(0, "x\n", ""));
    }

    @Test
    void logsAreExactToTheByte() {
        byte[] line = "2026-01-01T11:59:00.123456789Z stdout+ a\u00ff\0".getBytes(StandardCharsets.ISO_8859_1);
        String exact = "\"bytes\": {\"1\": \"" + Base64.getEncoder().encodeToString(line) + "\"}, \"dropped\"";
        scheduler.on(
                "GET /jobs/" + ID + "/logs?since=0",
                json(200, log(0, true, "stdout x", "stdout+ a\uFFFD").replace("\"dropped\"", exact)));

        assertThat(terminal.run("logs", ID).code()).isZero();
        assertThat(terminal.written()).isEqualTo("x\na\u00ff\0".getBytes(StandardCharsets.ISO_8859_1));
    }

    @Test
    void rawLogsAreTheContainersBytesAlone() {
        scheduler.on(
                "GET /jobs/" + ID + "/logs?since=0",
                json(200, log(0, true, "system begins", "stdout a", "stderr b", "system [dwr] 2 lines", "stdout+ c")));

        assertThat(terminal.run("logs", "--raw", ID)).isEqualTo(new Result(0, "a\nb\nc", "dwr: [dwr] 2 lines\n"));
        assertThat(terminal.run("logs", "--raw", "--stream", "stderr", ID).output())
                .isEqualTo("b\n");
        assertThat(terminal.run("logs", "--raw", "--stream", "x", ID).code()).isEqualTo(2);
        assertThat(terminal.run("logs", "--stream", "stderr", ID).code()).isEqualTo(2);
        assertThat(terminal.run("logs", "--raw", "-t", ID).code()).isEqualTo(2);
    }

    @Test
    void logsOfNoJob() {
        scheduler.on("GET /jobs/" + ID + "/logs?since=0", problem(404, "job_not_found", "There is no job so."));

        assertThat(terminal.run("logs", ID)).isEqualTo(new Result(1, "", "dwr: There is no job so.\n"));
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
    void psSaysWhoEndedAJobBesideItsReason() {
        String killed = "\"exit_code\":137,\"status_reason\":\"oom_killed\","
                + "\"cause\":{\"signal\":\"SIGKILL\",\"sent_by\":\"kernel\"}";
        String exited = "\"exit_code\":3,\"status_reason\":\"exit_code\",\"cause\":{\"sent_by\":\"process\"}";
        scheduler.on(
                "GET /jobs?limit=100",
                json(200, "[" + job(ID, "failed", killed) + ", " + job(OTHER, "failed", exited) + "]"));

        String[] lines = terminal.run("ps", "-a").output().split("\n");

        assertThat(lines[1]).contains("failed (137, SIGKILL)", "oom_killed by kernel");
        assertThat(lines[2]).contains("failed (3)", "exit_code ").doesNotContain("by");
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
