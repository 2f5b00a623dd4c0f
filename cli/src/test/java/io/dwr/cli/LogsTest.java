package io.dwr.cli;

import static io.dwr.cli.FakeScheduler.ID;
import static io.dwr.cli.FakeScheduler.json;
import static io.dwr.cli.FakeScheduler.problem;
import static io.dwr.cli.JobAnswers.log;
import static org.assertj.core.api.Assertions.assertThat;

import io.dwr.cli.Terminal.Result;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** {@code dwr logs}. */
class LogsTest {
    private static final String GET = "GET /jobs/" + ID + "?log_lines=0";

    private final FakeScheduler scheduler = new FakeScheduler();
    private final Terminal terminal = new Terminal(scheduler);

    @AfterEach
    void close() {
        scheduler.close();
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

    /** Only a request that follows is put ahead when the log outruns its reader. */
    @Test
    void aFollowerOfALongLogFollowsFromItsSecondPageOn() {
        scheduler
                .on("GET /jobs/" + ID + "/logs?since=0", json(200, log(0, false, "stdout a", "stdout b")))
                .on(
                        "GET /jobs/" + ID + "/logs?follow=true&since=2",
                        json(200, log(70, true, "system [dwr] 69 lines are left out here", "stdout z")));

        assertThat(terminal.run("logs", "-f", ID))
                .isEqualTo(new Result(0, "a\nb\nz\n", "dwr: [dwr] 69 lines are left out here\n"));
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
}
