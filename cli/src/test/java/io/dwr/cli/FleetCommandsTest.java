package io.dwr.cli;

import static io.dwr.cli.FakeScheduler.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.dwr.cli.Terminal.Result;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FleetCommandsTest {
    private static final String EXECUTORS = """
            {"executors": [{"executor_id": "e-1", "ip": "10.0.0.1", "state": "ready", "region": "eu",
             "datacenter": "a", "available_cpu_cores": 1.5, "total_cpu_cores": 2, "available_memory_gb": 3.4567,
             "total_memory_gb": 4, "available_gpus": 1, "total_gpus": 2, "gpu_types": ["A100", "A100"],
             "running_jobs": 1, "last_heartbeat": "2026-01-01T11:59:57.000Z"}], "cluster_stats": {}}""";

    private final FakeScheduler scheduler = new FakeScheduler();
    private final Terminal terminal = new Terminal(scheduler);

    @AfterEach
    void close() {
        scheduler.close();
    }

    @Test
    void executors() {
        scheduler.on("GET /executors", json(200, EXECUTORS));

        assertThat(terminal.run("executors").output()).isEqualTo("""
                EXECUTOR   IP         STATE   REGION   DATACENTER   CPU FREE   MEMORY FREE     GPUS FREE   MODELS   JOBS   CONTACT
                e-1        10.0.0.1   ready   eu       a            1.5 of 2   3.46 of 4 GiB   1 of 2      A100     1      3s ago
                """);
        assertThat(terminal.run("executors", "-q").output()).isEqualTo("e-1\n");
        assertThat(terminal.run("executors", "-o", "json").output()).startsWith("{\n  \"executors\": [");
    }

    @Test
    void gpusThatAreIdleOrUnhealthy() {
        scheduler.on(
                "GET /executors",
                json(
                        200,
                        EXECUTORS.replace(
                                "\"running_jobs\"",
                                "\"idle_gpus\": 1, \"unhealthy_gpus\": [{\"uuid\": \"GPU-9\", \"reason\": \"it is lost\"}],"
                                        + " \"state_reason\": \"a word\", \"running_jobs\"")));

        assertThat(terminal.run("executors").output())
                .contains("1 of 2 (1 idle, 1 unhealthy)   A100     1      3s ago    a word; GPU-9: it is lost\n");
    }

    @Test
    void noExecutors() {
        scheduler.on("GET /executors", json(200, "{\"executors\": []}"));

        assertThat(terminal.run("executors").error()).contains("no executor has registered");
    }

    @Test
    void queues() {
        scheduler.on("GET /queues", json(200, """
                {"queues": [
                 {"name": "default", "limits": {"cpu_cores": null, "memory_gb": null, "gpus": null, "pending_jobs": null},
                  "used": {"cpu_cores": 0.5, "memory_gb": 1.25, "gpus": 0}, "pending_jobs": 2, "running_jobs": 1},
                 {"name": "ml", "limits": {"cpu_cores": 64, "memory_gb": 256, "gpus": 8, "pending_jobs": 1000},
                  "used": {"cpu_cores": 10, "memory_gb": 12, "gpus": 8}, "pending_jobs": 7, "running_jobs": 4}]}"""));

        assertThat(terminal.run("queues").output()).isEqualTo("""
                QUEUE     CPU USED   MEMORY USED     GPUS USED   PENDING     RUNNING
                default   0.5        1.25 GiB        0           2           1
                ml        10 of 64   12 of 256 GiB   8 of 8      7 of 1000   4
                """);
        assertThat(terminal.run("queues", "-o", "json").output()).startsWith("{\n  \"queues\": [");
    }

    @Test
    void noQueues() {
        scheduler.on("GET /queues", json(200, "{\"queues\": []}"));

        assertThat(terminal.run("queues").error()).contains("no quota is set and no job is there");
    }

    @Test
    void stats() {
        scheduler.on("GET /stats", json(200, """
                {"queue": {"pending_jobs": 1, "oldest_pending_job": null, "pending_by_size": {"small": 1}},
                 "cluster": {"cluster_cpu_utilization": 33.3333}, "timestamp": "t"}"""));

        assertThat(terminal.run("stats").output().replaceAll(" +", " ")).isEqualTo("""
                WHAT VALUE
                queue: pending jobs 1
                queue: oldest pending job -
                queue: pending by size: small 1
                cluster: cluster cpu utilization 33.33
                timestamp t
                """);
    }

    @Test
    void version() {
        assertThat(terminal.run("version")).isEqualTo(new Result(0, "dwr (unpacked)\n", ""));
    }

    @Test
    void theServersAddress() {
        scheduler.on("GET /stats", json(200, "{}"));
        String hostAndPort = scheduler.url().substring("http://".length());

        assertThat(terminal.with("DWR_SERVER", hostAndPort + "/").run("stats").code())
                .isZero();
        assertThat(terminal.with("DWR_SERVER", "ftp://x").run("stats").error())
                .contains("DWR_SERVER is \"ftp://x\"")
                .contains("http://host:port");
        assertThat(terminal.run("--server", scheduler.url(), "stats").code()).isZero();
        assertThat(terminal.run("stats", "--server", scheduler.url()).code()).isZero();
        assertThat(terminal.run("stats", "--server", "http://127.0.0.1:1").error())
                .contains("http://127.0.0.1:1 cannot be reached");
        assertThat(terminal.run("stats", "--server", "http://no-such-host.invalid")
                        .error())
                .contains("no host has that name");
    }

    @Test
    void misuse() {
        assertThat(terminal.run().code()).isEqualTo(2);
        assertThat(terminal.run("nothing").error()).contains("nothing").contains("dwr --help");
        assertThat(terminal.run("--help").output()).contains("explain").contains("abort");
        assertThat(terminal.run("run", "--help").output()).contains("--gpu-type=MODEL");
        assertThat(terminal.run("ps", "extra").code()).isEqualTo(2);
    }
}
