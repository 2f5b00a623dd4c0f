package io.dwr.executor.attempt;

import static io.dwr.executor.attempt.ExecutorFixture.box;
import static org.assertj.core.api.Assertions.assertThat;

import io.dwr.model.job.JobId;
import io.dwr.model.log.LogBytes;
import io.dwr.model.log.LogLine;
import io.dwr.model.log.LogSource;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Words and bytes, into the container and out of it, on the real engine. */
class AttemptTextTest extends ExecutorStory {
    /** Case 3. */
    @Test
    void argumentsArriveAsTheyAre() {
        executor.run(box("printf", "[%s]", "", "a\nb", "日本🚀").as(job));

        assertThat(executor.written(job, LogSource.STDOUT)).isEqualTo("[][a\nb][日本🚀]");
    }

    /** Case 17: whatever the machine does, the first word is there. */
    @Test
    @Tag("nightly")
    void theFirstWordIsNeverMissing() {
        for (int round = 0; round < 10; round++) {
            List<JobId> jobs = Stream.generate(ExecutorFixture::newJob).limit(5).toList();
            List<AttemptSupervisor> runs = jobs.stream()
                    .map(each -> executor.begin(
                            box("sh", "-c", "echo first; sleep 3").as(each)))
                    .toList();
            runs.forEach(ExecutorFixture::await);
            assertThat(jobs)
                    .allMatch(each -> executor.written(each, LogSource.STDOUT).equals("first\n"));
        }
    }

    /** Case 15. */
    @Test
    void aLastLineWithoutNewlineIsKept() {
        executor.run(box("printf", "a\nb").as(job));

        assertThat(printed()).extracting(LogLine::text).containsExactly("a", "b");
        assertThat(printed()).extracting(LogLine::continued).containsExactly(false, true);
    }

    private List<LogLine> printed() {
        return executor.logs.of(job).stream()
                .filter(line -> line.source() == LogSource.STDOUT)
                .toList();
    }

    /** Case 23. */
    @Test
    void aCharacterAcrossTheEnginesBufferIsWhole() {
        executor.run(
                box("sh", "-c", "head -c 16383 /dev/zero | tr '\\0' a; echo 方").as(job));

        assertThat(printed()).extracting(LogLine::text).containsExactly("a".repeat(16_383) + "方");
        assertThat(printed()).extracting(LogLine::continued).containsExactly(false);
    }

    /** Case 23: a line of 1 MiB. */
    @Test
    void aLineOfManyEngineBuffersIsWhole() {
        executor.run(box("sh", "-c", "head -c 1048576 /dev/zero | tr '\\0' a; echo; echo next")
                .as(job));

        assertThat(executor.written(job, LogSource.STDOUT)).isEqualTo("a".repeat(1 << 20) + "\nnext\n");
    }

    /** Cases 53 and 55. */
    @Test
    void theEnvironmentArrivesAsItIs() {
        Map<String, String> environment = Map.of("A", "x=y==z", "B", "-Xmx1g -Da=b", "C", "MIIJ/+Y=", "EMPTY", "");
        executor.run(
                box("env").environment(environment).labels(Map.of("team", "a")).as(job));

        assertThat(executor.written(job, LogSource.STDOUT).lines())
                .contains(
                        "A=x=y==z",
                        "B=-Xmx1g -Da=b",
                        "C=MIIJ/+Y=",
                        "EMPTY=",
                        "JOB_ID=" + job,
                        "ATTEMPT=1",
                        "EXECUTOR_IP=192.0.2.7");
    }

    /** Case 27. */
    @Test
    void aTerminalIsOneStream() {
        executor.run(box("sh", "-c", "echo out; echo err >&2").tty().as(job));

        assertThat(printed()).extracting(LogLine::text).containsExactly("out", "err");
        assertThat(printed()).extracting(LogLine::continued).containsOnly(false);
        assertThat(executor.written(job, LogSource.STDERR)).isEmpty();
    }

    /** Case 21. */
    @Test
    void aZeroByteSurvives() {
        executor.run(box("printf", "a\\0b\\nnext\\n").as(job));

        assertThat(executor.written(job, LogSource.STDOUT)).isEqualTo("a\0b\nnext\n");
    }

    /** Bytes that are no text, progress bars, colours: what the program writes is what is kept, stream by stream. */
    @Test
    void bothStreamsAreExactToTheByte() {
        executor.run(box("sh", "-c", "printf '\\377\\0\\346\\n10%%\\r20%%\\r\\033[1mx'; printf '\\200' >&2")
                .as(job));

        assertThat(LogBytes.bytes(executor.written(job, LogSource.STDOUT)))
                .isEqualTo("\u00ff\0\u00e6\n10%\r20%\r\u001b[1mx".getBytes(StandardCharsets.ISO_8859_1));
        assertThat(LogBytes.bytes(executor.written(job, LogSource.STDERR))).isEqualTo(new byte[] {(byte) 0x80});
    }
}
