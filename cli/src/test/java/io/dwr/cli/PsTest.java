package io.dwr.cli;

import static io.dwr.cli.FakeScheduler.ID;
import static io.dwr.cli.FakeScheduler.json;
import static io.dwr.cli.JobAnswers.job;
import static org.assertj.core.api.Assertions.assertThat;

import io.dwr.cli.Terminal.Result;
import java.util.Collections;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** {@code dwr ps} and {@code dwr top}. */
class PsTest {
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
    void psShowsThatNobodyHearsOfARunningJob() {
        String silent = "\"executor_away\": \"out_of_contact\", \"executor_away_since\": \"2026-01-01T11:59:20.000Z\"";
        String engine = "\"executor_away\": \"engine_unreachable\", \"executor_away_since\": null";
        scheduler
                .on("GET /jobs?limit=100&status_filter=pending", json(200, "[]"))
                .on(
                        "GET /jobs?limit=100&status_filter=running",
                        json(200, "[" + job(ID, "running", silent) + ", " + job(OTHER, "running", engine) + "]"));

        assertThat(terminal.run("ps").output())
                .contains("   running, executor away 40s   ", "   running, engine away         ");
    }

    @Test
    void psShowsHowFarAnImageHasCome() {
        String half = "\"stage\": \"pulling\", \"image\": {\"pull\": {\"bytes\": 2000000, \"bytes_done\": 900000}}";
        String begun = "\"stage\": \"pulling\", \"image\": {\"pull\": {\"bytes\": 0, \"bytes_done\": 0}}";
        scheduler
                .on("GET /jobs?limit=100&status_filter=pending", json(200, "[]"))
                .on(
                        "GET /jobs?limit=100&status_filter=running",
                        json(200, "[" + job(ID, "running", half) + ", " + job(OTHER, "running", begun) + "]"));

        assertThat(terminal.run("ps").output()).contains(" running (pulling 45%) ", " running (pulling) ");
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
    void topSaysWhenItDoesNotShowAll() {
        String running = "GET /jobs?limit=1000&status_filter=running";
        String thousand = String.join(", ", Collections.nCopies(1000, job(ID, "running", "")));
        scheduler.on(running, json(200, "[" + thousand + "]", "Link", "</jobs?cursor=x>; rel=\"next\""));

        assertThat(terminal.run("top").error()).contains("more jobs run than the 1000 newest");
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
}
