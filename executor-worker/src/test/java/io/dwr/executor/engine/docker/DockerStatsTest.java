package io.dwr.executor.engine.docker;

import static org.assertj.core.api.Assertions.assertThat;

import io.dwr.executor.engine.ContainerSample;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Answers as engines give them on both versions of the kernel's control groups. */
class DockerStatsTest {
    private static Optional<ContainerSample> read(String answer) throws IOException {
        return DockerStats.read(new ByteArrayInputStream(answer.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void controlGroupsOfVersion1() throws IOException {
        assertThat(read("""
                {"read":"2026-11-27T13:00:42.5Z","blkio_stats":{"io_service_bytes_recursive":[
                  {"major":8,"minor":0,"op":"Read","value":4096},{"major":8,"minor":0,"op":"Write","value":100},
                  {"major":8,"minor":16,"op":"Read","value":4},{"major":8,"minor":0,"op":"Total","value":4196}]},
                 "cpu_stats":{"cpu_usage":{"total_usage":21661412,"percpu_usage":[952794,20708618]}},
                 "memory_stats":{"usage":10000,"max_usage":70000,"stats":{"inactive_file":1,"total_inactive_file":3000}},
                 "networks":{"eth0":{"rx_bytes":5,"tx_bytes":7},"eth1":{"rx_bytes":50,"tx_bytes":70}}}""")).contains(new ContainerSample(21_661_412, 7_000, 55, 77, 4_100, 100));
    }

    @Test
    void controlGroupsOfVersion2WithoutNetwork() throws IOException {
        assertThat(read("""
                {"blkio_stats":{"io_service_bytes_recursive":[{"op":"read","value":1},{"op":"write","value":2}]},
                 "cpu_stats":{"cpu_usage":{"total_usage":9}},
                 "memory_stats":{"usage":5000,"stats":{"inactive_file":2000}}}""")).contains(new ContainerSample(9, 3_000, 0, 0, 1, 2));
        assertThat(read("""
                {"blkio_stats":{"io_service_bytes_recursive":null},"cpu_stats":{"cpu_usage":{"total_usage":9}},
                 "memory_stats":{"usage":5000,"stats":{"inactive_file":6000}}}""")).contains(new ContainerSample(9, 0, 0, 0, 0, 0));
    }

    @Test
    void aContainerThatDoesNotRunHasNoFigures() throws IOException {
        assertThat(read("""
                {"read":"0001-01-01T00:00:00Z","cpu_stats":{"cpu_usage":{"total_usage":0}},"memory_stats":{},
                 "name":"/dwr-1","id":"c0ffee"}""")).isEmpty();
    }
}
