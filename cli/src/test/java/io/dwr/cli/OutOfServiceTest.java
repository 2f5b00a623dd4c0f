package io.dwr.cli;

import static io.dwr.cli.FakeScheduler.json;
import static io.dwr.cli.FakeScheduler.problem;
import static org.assertj.core.api.Assertions.assertThat;

import io.dwr.cli.FakeScheduler.Reply;
import io.dwr.cli.Terminal.Result;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Executors that an operator takes out of service, and lets in again. */
class OutOfServiceTest {
    private final FakeScheduler scheduler = new FakeScheduler();
    private final Terminal terminal = new Terminal(scheduler);

    @AfterEach
    void close() {
        scheduler.close();
    }

    @Test
    void cordonAndUncordon() {
        scheduler.on("POST /executors/e-1/cordon", state("cordoned", false));
        scheduler.on("POST /executors/e-1/uncordon", state("ready", false));
        scheduler.on("POST /executors/nobody/cordon", problem(404, "executor_not_found", "There is no such executor."));

        assertThat(terminal.run("cordon", "e-1")).isEqualTo(new Result(0, "e-1\n", ""));
        assertThat(terminal.run("uncordon", "e-1")).isEqualTo(new Result(0, "e-1\n", ""));
        Result partly = terminal.run("cordon", "nobody", "e-1");
        assertThat(partly.code()).isEqualTo(1);
        assertThat(partly.output()).isEqualTo("e-1\n");
        assertThat(partly.error()).contains("not cordoned: There is no such executor.");
        assertThat(terminal.run("cordon", "../jobs").error()).contains("\"../jobs\" is no executor id");
        assertThat(terminal.run("cordon").code()).isEqualTo(2);
    }

    @Test
    void aDrainIsThroughWhenNoJobIsLeft() {
        scheduler.on("POST /executors/e-1/drain", state("draining", false));
        scheduler.on(
                "GET /executors/e-1",
                state("draining", false),
                problem(503, "redis_unavailable", "Redis is away."),
                state("lost", false),
                state("draining", true));

        Result result = terminal.run("drain", "--deadline", "1h30m", "e-1");

        assertThat(result.code()).isZero();
        assertThat(result.output()).isEqualTo("e-1\n");
        assertThat(scheduler.requests("POST").getFirst().body()).isEqualTo("{\"deadline_seconds\": 5400}");
        assertThat(scheduler.requests("GET")).hasSize(4);
    }

    @Test
    void theDeadlineIsTheSchedulersUnlessItIsSaid() {
        scheduler.on("POST /executors/e-1/drain", state("draining", true));
        scheduler.on("GET /executors/e-1", state("gone", false));

        assertThat(terminal.run("drain", "e-1")).isEqualTo(new Result(0, "e-1\n", ""));
        assertThat(scheduler.requests("POST").getFirst().body()).isEmpty();
        assertThat(terminal.run("drain", "--deadline", "0", "--no-wait", "e-1")).isEqualTo(new Result(0, "e-1\n", ""));
        assertThat(scheduler.requests("POST").getLast().body()).isEqualTo("{\"deadline_seconds\": 0}");
        assertThat(scheduler.requests("GET")).hasSize(1);
    }

    @Test
    void aDrainThatSomebodyEndsIsNotDone() {
        scheduler.on("POST /executors/e-1/drain", state("draining", false));
        scheduler.on("GET /executors/e-1", state("ready", false));

        Result result = terminal.run("drain", "e-1");

        assertThat(result.code()).isEqualTo(1);
        assertThat(result.output()).isEmpty();
        assertThat(result.error()).contains("executor e-1 is ready now: somebody has ended the drain");
        assertThat(terminal.run("drain", "--deadline", "soon", "e-1").code()).isEqualTo(2);
    }

    @Test
    void forget() {
        scheduler.on("DELETE /executors/e-1", state("gone", false));
        scheduler.on("DELETE /executors/e-2", problem(409, "executor_in_use", "Executor e-2 is in contact."));

        assertThat(terminal.run("forget", "e-1")).isEqualTo(new Result(0, "e-1\n", ""));
        Result refused = terminal.run("forget", "e-2");
        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.error()).contains("not removed: Executor e-2 is in contact.");
    }

    @Test
    void theListSaysWhyAndUntilWhen() {
        scheduler.on("GET /executors", json(200, """
                {"executors": [
                  {"executor_id": "e-1", "state": "set_aside", "state_reason": "3 jobs failed here",
                   "state_until": "2026-01-01T12:00:25.000Z"},
                  {"executor_id": "e-2", "state": "draining", "state_reason": "drained: no job is left",
                   "state_until": "2026-01-01T13:00:00.000Z", "drained": true},
                  {"executor_id": "e-3", "state": "draining", "state_reason": "2 jobs are left",
                   "state_until": "2026-01-01T13:00:00.000Z"},
                  {"executor_id": "e-4", "state": "ready", "state_reason": null, "state_until": null}]}"""));

        assertThat(terminal.run("executors").output().lines())
                .satisfiesExactly(
                        line -> assertThat(line).contains("EXECUTOR", "STATE").endsWith("REASON"),
                        line -> assertThat(line)
                                .contains("e-1", "set_aside (25s)")
                                .endsWith("3 jobs failed here"),
                        line -> assertThat(line).contains("e-2", "draining (drained)"),
                        line -> assertThat(line)
                                .contains("e-3", "draining (60m)")
                                .endsWith("2 jobs are left"),
                        line -> assertThat(line).contains("e-4", "ready  "));
    }

    private static Reply state(String state, boolean drained) {
        return json(200, "{\"executor_id\": \"e-1\", \"state\": \"" + state + "\", \"drained\": " + drained + "}");
    }
}
