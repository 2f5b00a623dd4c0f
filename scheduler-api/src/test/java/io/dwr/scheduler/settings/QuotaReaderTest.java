package io.dwr.scheduler.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dwr.model.queue.QueueLimits;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuotaReaderTest {
    @Test
    void everyLimit() {
        assertThat(read("ml=cpus:64.5,memory:256Gi,gpus:8,waiting:1000;default=waiting:10000"))
                .isEqualTo(Map.of(
                        "ml",
                        new QueueLimits(64_500L, 256 * 1024L, 8L, 1000L),
                        "default",
                        new QueueLimits(null, null, null, 10_000L)));
    }

    @Test
    void blanksAndAFinalSemicolonSayNothing() {
        assertThat(read(" ml = gpus : 0 , waiting:0 ; ")).isEqualTo(Map.of("ml", new QueueLimits(null, null, 0L, 0L)));
        assertThat(read("")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ml                    | queue=limit:amount
            ml=                   | queue=limit:amount
            -ml=gpus:1            | the name of a queue is 1 to 63 letters
            ml=gpus               | "gpus" is no limit: one of cpus, memory, gpus, waiting
            ml=disk:1             | "disk:1" is no limit
            ml=gpus:1:2           | "gpus:1:2" is no limit
            ml=gpus:1,            | "" is no limit
            ml=gpus:1,gpus:2      | gpus is limited twice
            ml=gpus:1;ml=cpus:1   | queue ml has a quota already
            ml=cpus:0.0001        | cpus is "0.0001": a number of cores with at most 3 decimals
            ml=cpus:-1            | cpus is "-1"
            ml=memory:much        | memory is "much": an amount up to 1024Ti
            ml=memory:1025Ti      | memory is "1025Ti"
            ml=gpus:1.5           | gpus is "1.5": a whole number
            ml=waiting:1000000000 | waiting is "1000000000": a whole number from 0 to 999999999
            """)
    void everyViolationSaysWhatIsWrong(String text, String rule) {
        assertThatThrownBy(() -> read(text))
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessageContaining("QUEUE_QUOTAS has \"")
                .hasMessageContaining(rule);
    }

    @Test
    void allViolationsAreToldAtOnce() {
        assertThatThrownBy(() -> read("ml=gpus:x,cpus:y;web;db=waiting:z"))
                .hasMessageContainingAll("gpus is \"x\"", "cpus is \"y\"", "\"web\"", "waiting is \"z\"");
    }

    private static Map<String, QueueLimits> read(String text) {
        return SchedulerSettings.fromEnvironment(Map.of("QUEUE_QUOTAS", text)).quotas();
    }
}
