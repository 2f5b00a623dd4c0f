package io.dwr.model.request;

import static io.dwr.model.request.Requests.valid;
import static io.dwr.model.request.Requests.violation;
import static io.dwr.model.request.Requests.with;
import static org.assertj.core.api.Assertions.assertThat;

import io.dwr.model.job.ContainerOptions;
import io.dwr.model.job.ContainerOptions.DeviceMapping;
import io.dwr.model.job.ContainerOptions.Limits;
import io.dwr.model.job.ContainerOptions.Privileges;
import io.dwr.model.job.ContainerOptions.TmpfsMount;
import io.dwr.model.job.ContainerOptions.Ulimit;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OptionsTest {
    private static final long MIB = 1L << 20;

    private static ContainerOptions options(String fields) {
        return valid(fields).container().chosen();
    }

    @Test
    void aRequestWithoutOptionsHasNone() {
        assertThat(valid("\"tty\": true").container().options()).isNull();
        assertThat(valid("\"network_mode\": \"bridge\", \"privileged\": false, \"pid_mode\": \"private\"")
                        .container()
                        .options())
                .isNull();
    }

    @Test
    void allOfThem() {
        assertThat(options("""
                        "hostname": "node-1.lab", "network_mode": "lab", "shm_size": "256m", "pids_limit": 300,
                        "tmpfs": ["/run//x/", "/tmp:size=64m,mode=1777,uid=7,exec"], "ulimits": {"nofile": "1024:2048",
                        "core": "0", "memlock": "unlimited"}, "read_only": true, "cap_drop": ["all"],
                        "cap_add": ["CAP_SYS_PTRACE", "net_raw", "NET_RAW"], "no_new_privileges": true,
                        "devices": ["/dev/fuse", "/dev/a:/dev/b", "/dev/c:r", "/dev//d:/dev/e:rw"], "privileged": true,
                        "pid_mode": "host", "ipc_mode": "private", "stop_signal": "int"\
                        """))
                .isEqualTo(new ContainerOptions(
                        "node-1.lab",
                        true,
                        "SIGINT",
                        new Limits(
                                256 * MIB,
                                300L,
                                List.of(
                                        new TmpfsMount("/run/x", ""),
                                        new TmpfsMount("/tmp", "size=67108864,mode=1777,uid=7,exec")),
                                Map.of(
                                        "nofile",
                                        new Ulimit(1024, 2048),
                                        "core",
                                        new Ulimit(0, 0),
                                        "memlock",
                                        new Ulimit(-1, -1))),
                        new Privileges(
                                "lab",
                                "host",
                                null,
                                true,
                                true,
                                List.of("NET_RAW", "SYS_PTRACE"),
                                List.of("ALL"),
                                List.of(
                                        new DeviceMapping("/dev/fuse", "/dev/fuse", "rwm"),
                                        new DeviceMapping("/dev/a", "/dev/b", "rwm"),
                                        new DeviceMapping("/dev/c", "/dev/c", "r"),
                                        new DeviceMapping("/dev/d", "/dev/e", "rw")))));
    }

    @ParameterizedTest
    @CsvSource({
        "SIGTERM,SIGTERM",
        "term,SIGTERM",
        "15,15",
        "SIGRTMIN+3,SIGRTMIN+3",
        "rtmax-14,SIGRTMAX-14",
        "RTMIN,SIGRTMIN",
        "RTMIN+15,SIGRTMIN+15",
        "RTMAX-1,SIGRTMAX-1",
        "RTMAX,SIGRTMAX"
    })
    void stopSignals(String sent, String kept) {
        assertThat(options("\"stop_signal\": \"" + sent + "\"").stopSignal()).isEqualTo(kept);
    }

    /** Each row: a field with a wrong value, the code, where. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"hostname\": \"-a\" | invalid_format | /hostname",
                "\"hostname\": \"a_b\" | invalid_format | /hostname",
                "\"hostname\": \"\" | invalid_format | /hostname",
                "\"network_mode\": \"container:x\" | invalid_format | /network_mode",
                "\"network_mode\": \"\" | invalid_format | /network_mode",
                "\"pid_mode\": \"container:x\" | invalid_format | /pid_mode",
                "\"ipc_mode\": \"shareable\" | invalid_format | /ipc_mode",
                "\"shm_size\": 64 | wrong_type | /shm_size",
                "\"shm_size\": \"much\" | invalid_format | /shm_size",
                "\"shm_size\": \"0\" | out_of_range | /shm_size",
                "\"shm_size\": \"2g\" | conflict | /shm_size",
                "\"shm_size\": \"1m\", \"ipc_mode\": \"host\" | conflict | /shm_size",
                "\"pids_limit\": 1 | out_of_range | /pids_limit",
                "\"pids_limit\": -1 | out_of_range | /pids_limit",
                "\"tmpfs\": \"/run\" | wrong_type | /tmpfs",
                "\"tmpfs\": [\"run\"] | invalid_format | /tmpfs/0",
                "\"tmpfs\": [\"/a\", \"/run:suid\"] | invalid_format | /tmpfs/1",
                "\"tmpfs\": [\"/run:size=50%\"] | invalid_format | /tmpfs/0",
                "\"tmpfs\": [\"/run:mode=9\"] | invalid_format | /tmpfs/0",
                "\"tmpfs\": [\"/a,b\"] | invalid_format | /tmpfs/0",
                "\"tmpfs\": [\"/\"] | forbidden | /tmpfs/0",
                "\"tmpfs\": [\"/proc/x\"] | forbidden | /tmpfs/0",
                "\"tmpfs\": [\"/a\", \"/a/\"] | duplicate | /tmpfs/1",
                "\"tmpfs\": [\"/a\"], \"volumes\": [\"/srv/x:/a\"] | conflict | /tmpfs",
                "\"ulimits\": {\"nofile\": 1024} | wrong_type | /ulimits/nofile",
                "\"ulimits\": {\"nofile\": \"2:1\"} | invalid_format | /ulimits/nofile",
                "\"ulimits\": {\"nofile\": \"63\"} | invalid_format | /ulimits/nofile",
                "\"ulimits\": {\"nofile\": \"1:4096\"} | invalid_format | /ulimits/nofile",
                "\"ulimits\": {\"nofile\": \"-1\"} | invalid_format | /ulimits/nofile",
                "\"ulimits\": {\"stack\": \"-1:1\"} | invalid_format | /ulimits/stack",
                "\"ulimits\": {\"stack\": \"1:2:3\"} | invalid_format | /ulimits/stack",
                "\"ulimits\": {\"files\": \"1\"} | invalid_format | /ulimits/files",
                "\"ulimits\": {\"rtprio\": \"99\"} | forbidden | /ulimits/rtprio",
                "\"cap_add\": [\"KILL\", \"FLY\"] | invalid_format | /cap_add/1",
                "\"cap_drop\": \"ALL\" | wrong_type | /cap_drop",
                "\"devices\": [\"/etc/passwd\"] | invalid_format | /devices/0",
                "\"devices\": [\"/dev/../etc/x\"] | invalid_format | /devices/0",
                "\"devices\": [\"/dev/a:/b\"] | invalid_format | /devices/0",
                "\"devices\": [\"/dev/a:/dev/b:x\"] | invalid_format | /devices/0",
                "\"devices\": [\"/dev\"] | invalid_format | /devices/0",
                "\"stop_signal\": \"SIGSTOPP\" | invalid_format | /stop_signal",
                "\"stop_signal\": \"0\" | invalid_format | /stop_signal",
                "\"stop_signal\": \"65\" | invalid_format | /stop_signal",
                "\"stop_signal\": \"RTMIN+16\" | invalid_format | /stop_signal",
                "\"stop_signal\": \"RTMIN+0\" | invalid_format | /stop_signal",
                "\"stop_signal\": \"RTMIN+01\" | invalid_format | /stop_signal",
                "\"stop_signal\": \"SIGRTMAX-15\" | invalid_format | /stop_signal",
                "\"stop_signal\": \"RTMAX-0\" | invalid_format | /stop_signal",
                "\"privileged\": \"yes\" | wrong_type | /privileged",
                "\"read_only\": 1 | wrong_type | /read_only"
            })
    void refused(String field, String code, String pointer) {
        assertThat(violation(with(field)))
                .extracting(Violation::code, Violation::pointer)
                .containsExactly(code, pointer);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"privileged\": true | dwr.allow.privileged",
                "\"network_mode\": \"host\" | dwr.allow.host-network",
                "\"network_mode\": \"lab\" | dwr.allow.network.lab",
                "\"pid_mode\": \"host\" | dwr.allow.host-pid",
                "\"ipc_mode\": \"host\" | dwr.allow.host-ipc",
                "\"cap_add\": [\"SYS_PTRACE\"] | dwr.allow.cap.SYS_PTRACE",
                "\"cap_add\": [\"ALL\"] | dwr.allow.cap.ALL",
                "\"devices\": [\"/dev/fuse:/dev/x\"] | dwr.allow.device./dev/fuse"
            })
    void whatAnOperatorMustAllowIsAskedOfTheExecutor(String field, String label) {
        assertThat(valid(field + ", \"eligible_labels\": {\"disk\": \"ssd\", \"" + label + "\": \"no\"}")
                        .requirements()
                        .eligibleLabels())
                .isEqualTo(Map.of("disk", "ssd", label, "yes"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"network_mode\": \"none\"",
                "\"cap_drop\": [\"ALL\"], \"cap_add\": [\"CHOWN\", \"NET_BIND_SERVICE\"]",
                "\"read_only\": true, \"tmpfs\": [\"/tmp\"], \"shm_size\": \"512m\", \"no_new_privileges\": true",
                "\"hostname\": \"x\", \"ulimits\": {\"nofile\": \"64:1048576\"}, \"pids_limit\": 16"
            })
    void whatIsSafeAsksNothing(String fields) {
        assertThat(valid(fields).requirements().eligibleLabels()).isEmpty();
    }

    /** A job sees its limits: shared memory and processes follow from its memory. */
    @ParameterizedTest
    @CsvSource({"6,6,256", "64,64,256", "100,64,256", "256,128,256", "1024,512,1024", "16384,8192,4096"})
    void proportions(long memoryMib, long shmMib, long pids) {
        Limits limits = ContainerOptions.DEFAULT.limits();

        assertThat(limits.shmBytes(memoryMib * MIB)).isEqualTo(shmMib * MIB);
        assertThat(limits.pids(memoryMib * MIB, 4096)).isEqualTo(pids);
    }
}
