package io.dwr.cli;

import static io.dwr.cli.FakeScheduler.ID;
import static io.dwr.cli.FakeScheduler.json;
import static io.dwr.cli.JobAnswers.job;
import static org.assertj.core.api.Assertions.assertThat;

import io.dwr.model.request.JobRequestParser;
import io.dwr.model.request.MalformedJsonException;
import io.dwr.model.request.ParsedRequest;
import io.dwr.model.request.RequestLimits;
import io.dwr.model.request.StrictJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Flags become fields, and nothing that was not said is sent. */
class RequestFlagsTest {
    private final FakeScheduler scheduler = new FakeScheduler().on("POST /jobs", json(201, job(ID, "pending", "")));
    private final Terminal terminal = new Terminal(scheduler);

    @AfterEach
    void close() {
        scheduler.close();
    }

    @Test
    void anImageAlone() {
        assertSent("{\"docker_image\": \"box\"}", "box");
    }

    @Test
    void everyFlag() {
        String[] flags = ("--cpus 0.5 -m 512m --gpus 2 --gpu-type A100 --gpu-memory 40 -e A=x=y==z -e B= -v /a:/b:ro"
                        + " -v /c:/d -w /w -u 1000:100 --entrypoint /e --name n --label team=blue -l x --pull always --registry-credentials prod"
                        + " --no-init -t --stop-timeout 1m --region eu,us --region asia --datacenter d"
                        + " --require-label disk=ssd --exclude-label old=yes --exclude-executor e-1 --priority 70"
                        + " --queue night --timeout 1h30m --allocation-timeout 90 --retries 3 box cmd")
                .split(" ");

        assertSent("""
                {"docker_image": "box", "command": ["cmd"], "entrypoint": ["/e"], "cpu_cores": 0.5, "memory": "512m",
                 "gpu_count": 2, "gpu_type": "A100", "gpu_memory_gb": 40, "eligible_regions": ["eu", "us", "asia"],
                 "eligible_datacenters": ["d"], "eligible_labels": {"disk": "ssd"}, "excluded_labels": {"old": "yes"},
                 "excluded_executors": ["e-1"], "environment": {"A": "x=y==z", "B": ""},
                 "volumes": ["/a:/b:ro", "/c:/d"], "working_directory": "/w", "user": "1000:100", "name": "n",
                 "labels": {"team": "blue", "x": ""}, "allocation_timeout": 90, "timeout": 5400, "grace_period": 60,
                 "max_retries": 3, "priority": 70, "queue": "night", "pull_policy": "always",
                 "registry_credentials": "prod", "init": false, "tty": true}""", flags);
    }

    @Test
    void everyFlagOfDockersOptions() {
        String[] flags =
                ("--hostname h --network none --shm-size 256m --pids-limit 300 --tmpfs /run:size=64m --tmpfs /t"
                                + " --ulimit nofile=1024:2048 --ulimit core=0 --read-only --cap-drop ALL --cap-add CHOWN"
                                + " --security-opt no-new-privileges --device /dev/fuse --privileged --pid host --ipc host"
                                + " --stop-signal SIGINT box")
                        .split(" ");

        assertSent("""
                {"docker_image": "box", "hostname": "h", "network_mode": "none", "shm_size": "256m",
                 "pids_limit": 300, "tmpfs": ["/run:size=64m", "/t"], "ulimits": {"nofile": "1024:2048", "core": "0"},
                 "read_only": true, "cap_drop": ["ALL"], "cap_add": ["CHOWN"], "no_new_privileges": true,
                 "devices": ["/dev/fuse"], "privileged": true, "pid_mode": "host", "ipc_mode": "host",
                 "stop_signal": "SIGINT"}""", flags);
    }

    @Test
    void anotherSecurityOptionIsRefused() {
        Terminal.Result result = terminal.run("run", "--security-opt", "seccomp=unconfined", "box");

        assertThat(result.code()).isNotZero();
        assertThat(result.error()).contains("--security-opt seccomp=unconfined is not supported");
        assertThat(scheduler.requests("POST /jobs")).isEmpty();
    }

    @Test
    void theSchedulersParserTakesWhatIsSent() {
        everyFlag();

        String body = scheduler.requests("POST /jobs").getFirst().body();
        assertThat(new JobRequestParser(RequestLimits.DEFAULT).parse(body.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(ParsedRequest.Valid.class);
    }

    @Test
    void optionsEndAtTheImage() {
        assertSent(
                "{\"docker_image\": \"box\", \"command\": [\"sh\", \"-c\", \"echo \\\"$@\\\"\", \"--\", \"--name\","
                        + " \"-e\", \"@file\", \"\", \"a b\", \"--server\", \"--help\"]}",
                "box",
                "sh",
                "-c",
                "echo \"$@\"",
                "--",
                "--name",
                "-e",
                "@file",
                "",
                "a b",
                "--server",
                "--help");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "2 | {\"docker_image\": \"box\", \"gpu_count\": 2}",
                "0 | {\"docker_image\": \"box\", \"gpu_count\": 0}",
                "model=A100 | {\"docker_image\": \"box\", \"gpu_type\": \"A100\"}",
                "model=H100 80GB,count=4 | {\"docker_image\": \"box\", \"gpu_count\": 4, \"gpu_type\": \"H100 80GB\"}",
                "count=1 | {\"docker_image\": \"box\", \"gpu_count\": 1}"
            })
    void gpus(String value, String request) {
        assertSent(request, "--gpus", value, "box");
    }

    @Test
    void variablesOfTheShellAndOfFiles(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(
                folder.resolve("env"), "# comment\n\n  A=from file\nB=\"quotes stay\"\nHOME\nNOWHERE\nC=old\n");
        terminal.with("HOME", "/root").with("OWN", "mine");

        assertSent(
                "{\"docker_image\": \"box\", \"environment\": {\"A\": \"from file\", \"B\": \"\\\"quotes stay\\\"\","
                        + " \"HOME\": \"/root\", \"C\": \"new\", \"OWN\": \"mine\"}}",
                "--env-file",
                file.toString(),
                "-e",
                "C=new",
                "-e",
                "OWN",
                "-e",
                "UNSET",
                "box");
    }

    @Test
    void anEmptyEntrypointIsSent() {
        assertSent("{\"docker_image\": \"box\", \"entrypoint\": [\"\"]}", "--entrypoint", "", "box");
        assertSent("{\"docker_image\": \"box\", \"entrypoint\": [\"\"]}", "--entrypoint=", "box");
    }

    @Test
    void theLastOfAFlagCounts() {
        assertSent("{\"docker_image\": \"box\", \"memory\": \"2g\"}", "-m", "1g", "--memory", "2g", "box");
    }

    @Test
    void whatDockerUsersTypeWithoutNeedIsTaken() {
        assertSent("{\"docker_image\": \"box\"}", "--rm", "box");
    }

    private void assertSent(String expected, String... arguments) {
        String[] line = new String[arguments.length + 2];
        line[0] = "run";
        line[1] = "-d";
        System.arraycopy(arguments, 0, line, 2, arguments.length);

        Terminal.Result result = terminal.run(line);

        assertThat(result.error()).isEmpty();
        assertThat(result.code()).isZero();
        String body = scheduler.requests("POST /jobs").getLast().body();
        assertThat(tree(body)).isEqualTo(tree(expected));
    }

    private static Object tree(String json) {
        try {
            return new StrictJson(1 << 20, 16).read(json.getBytes(StandardCharsets.UTF_8));
        } catch (MalformedJsonException e) {
            throw new AssertionError(json, e);
        }
    }
}
