package io.dwr.cli;

import static io.dwr.cli.FakeScheduler.ID;
import static io.dwr.cli.FakeScheduler.json;
import static io.dwr.cli.FakeScheduler.problem;
import static io.dwr.cli.JobAnswers.ended;
import static io.dwr.cli.JobAnswers.job;
import static io.dwr.cli.JobAnswers.log;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What only a process of its own shows: signals, the locale, a closed output. */
@Timeout(120)
class ProcessTest {
    private static final String ABORT = "POST /jobs/" + ID + "/abort?reason=interrupted+by+its+user";

    private final FakeScheduler scheduler = new FakeScheduler().on("POST /jobs", json(201, job(ID, "pending", "")));
    private final CountDownLatch aborted = new CountDownLatch(1);

    @AfterEach
    void close() {
        aborted.countDown();
        scheduler.close();
    }

    @Test
    void theFirstInterruptAbortsTheJobAndTheCommandEndsWithIt() throws IOException, InterruptedException {
        runsUntilAborted(true);
        Process process = start("run", "box");
        await(process);

        interrupt(process);

        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(143);
        assertThat(rest(process.getErrorStream()))
                .contains("aborting job " + ID)
                .contains("aborted (aborted)");
        assertThat(scheduler.requests(ABORT)).hasSize(1);
    }

    @Test
    void theSecondInterruptLeavesAtOnce() throws IOException, InterruptedException {
        runsUntilAborted(false);
        Process process = start("run", "box");
        await(process);

        interrupt(process);
        BufferedReader error = process.errorReader(StandardCharsets.UTF_8);
        assertThat(error.readLine()).contains("aborting job " + ID);
        interrupt(process);

        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(130);
        assertThat(error.readLine()).contains("left; job " + ID);
    }

    @Test
    void anInterruptWhileTemporalIsAwayAbortsWhenItIsBack() throws IOException, InterruptedException {
        runsUntilAborted(true);
        scheduler.on(ABORT, temporalAway(), exchange -> {
            aborted.countDown();
            json(202, job(ID, "running", "")).to(exchange);
        });
        Process process = start("run", "box");
        await(process);

        interrupt(process);

        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(143);
        assertThat(scheduler.requests(ABORT)).hasSize(2);
    }

    @Test
    void whoLeavesBeforeTheAbortIsTakenIsToldSo() throws IOException, InterruptedException {
        runsUntilAborted(false);
        scheduler.on(ABORT, temporalAway());
        Process process = start("run", "box");
        await(process);

        interrupt(process);
        BufferedReader error = process.errorReader(StandardCharsets.UTF_8);
        assertThat(error.readLine()).contains("aborting job " + ID);
        assertThat(error.readLine()).contains("Temporal is away");
        interrupt(process);

        assertThat(error.readLine()).contains("job " + ID + " may go on").contains("dwr abort " + ID);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(130);
    }

    @Test
    void interruptsWorkWhileNobodyReadsTheOutput() throws IOException, InterruptedException {
        CountDownLatch asked = new CountDownLatch(1);
        runsUntilAborted(false);
        scheduler
                .on(
                        "GET /jobs/" + ID + "/logs?follow=true&since=1",
                        json(200, log(1, false, "stdout " + "x".repeat(1 << 20))))
                .on(ABORT, exchange -> {
                    asked.countDown();
                    json(202, job(ID, "running", "")).to(exchange);
                });
        Process process = start("run", "box");
        await(process);

        interrupt(process);
        assertThat(asked.await(60, TimeUnit.SECONDS)).isTrue();
        interrupt(process);

        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(130);
    }

    private static FakeScheduler.Reply temporalAway() {
        return problem(503, "temporal_unavailable", "Temporal is away.", "Retry-After", "1");
    }

    @Test
    void inTheCLocaleArgumentsAreNotLost() throws IOException, InterruptedException {
        ProcessBuilder builder = builder("submit", "box", "echo", "ä🚀");
        builder.environment().put("LC_ALL", "C");
        Process process = builder.start();

        assertThat(rest(process.getInputStream())).isEqualTo(ID + "\n");
        assertThat(process.waitFor()).isZero();
        assertThat(scheduler.requests("POST /jobs").getFirst().body()).contains("\"ä🚀\"");
    }

    @Test
    void aClosedOutputEndsTheCommandAndNotTheJob() throws IOException, InterruptedException {
        runsUntilAborted(false);
        scheduler.on(
                "GET /jobs/" + ID + "/logs?follow=true&since=1", json(200, log(1, false, "stdout x".repeat(2000))));
        scheduler.on(
                "GET /jobs/" + ID + "/logs?follow=true&since=2", json(200, log(2, false, "stdout x".repeat(2000))));
        Process process = start("run", "box");
        process.getInputStream().close();

        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(141);
        assertThat(rest(process.getErrorStream())).contains("job " + ID + " goes on");
        assertThat(scheduler.requests(ABORT)).isEmpty();
    }

    /** The log is quiet until the job is asked to stop, and for ever unless it then ends. */
    private void runsUntilAborted(boolean ends) {
        scheduler
                .on("GET /jobs/" + ID + "/logs?since=0", json(200, log(0, false, "stdout begun")))
                .on("GET /jobs/" + ID + "/logs?follow=true&since=1", exchange -> {
                    try {
                        aborted.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    json(200, log(1, true)).to(exchange);
                })
                .on(ABORT, exchange -> {
                    if (ends) {
                        aborted.countDown();
                    }
                    json(202, job(ID, "running", "")).to(exchange);
                })
                .on("GET /jobs/" + ID + "?log_lines=0", json(200, ended("aborted", "aborted", "143")));
    }

    private static void await(Process process) throws IOException {
        assertThat(process.inputReader(StandardCharsets.UTF_8).readLine()).isEqualTo("begun");
    }

    private static void interrupt(Process process) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
    }

    private Process start(String... arguments) throws IOException {
        return builder(arguments).start();
    }

    private ProcessBuilder builder(String... arguments) {
        // What a shell starts in the background ignores interrupts, and so would its children.
        List<String> line = new ArrayList<>(List.of(
                "env",
                "--default-signal=INT",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Dwr.class.getName()));
        line.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(line);
        builder.environment().put("DWR_SERVER", scheduler.url());
        return builder;
    }

    private static String rest(InputStream stream) throws IOException {
        return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    }
}
