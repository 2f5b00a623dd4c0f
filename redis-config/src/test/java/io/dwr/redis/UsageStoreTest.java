package io.dwr.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.dwr.model.job.AttemptRecord;
import io.dwr.model.job.GpuUsage;
import io.dwr.model.job.StatusReason;
import io.dwr.model.job.Usage;
import io.dwr.model.job.UsagePoint;
import io.dwr.model.job.UsageSeries;
import io.dwr.redis.usage.UsageStore;
import io.dwr.redis.usage.UsageStore.Noted;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a running attempt uses: shown as long as it runs, of no attempt that is over. */
class UsageStoreTest extends RedisTest {
    private static final Instant AT = Instant.parse("2026-01-01T00:00:10.123Z");

    private final UsageStore usage = stores.usageStore();

    @BeforeEach
    void oneJobHoldsAMachine() {
        join(Machine.machine("ada", 8, 16));
        submit(1, size(1, 1));
        reserve(1, 1, size(1, 1));
    }

    private static Usage used(long memory) {
        return new Usage(
                AT,
                3.5,
                0.5,
                0.875,
                1.25,
                memory,
                memory,
                1,
                2,
                3,
                4,
                List.of(new GpuUsage("GPU-1", 5, 6, 0.0, 0.25, 1.0, AT)));
    }

    private static UsageSeries series(int points) {
        UsageSeries series = UsageSeries.EMPTY;
        for (int i = 0; i < points; i++) {
            series = series.plus(
                    new UsagePoint(AT.plusSeconds(10L * i), 0.125, 1L << 40, i, 1, 2, 3, i == 0 ? null : 0.5, 4));
        }
        return series;
    }

    @Test
    void whatIsNotedStandsInTheRecordAndByItself() {
        usage.note(job(1), 1, used(7), series(3));

        assertThat(record(1).usage()).isEqualTo(used(7));
        assertThat(record(1).lastUsage()).isEqualTo(used(7));
        assertThat(usage.find(job(1))).contains(new Noted(1, used(7), series(3)));
    }

    @Test
    void figuresAloneLeaveTheSeriesAsItWas() {
        usage.note(job(1), 1, used(7), null);
        assertThat(usage.find(job(1))).isEmpty();
        usage.note(job(1), 1, used(7), series(2));
        usage.note(job(1), 1, used(8), null);

        assertThat(record(1).usage()).isEqualTo(used(8));
        assertThat(usage.find(job(1)).orElseThrow().series()).isEqualTo(series(2));
    }

    @Test
    void anAttemptThatIsOverNotesNothing() {
        usage.note(job(1), 1, used(7), series(1));
        ledger.endAttempt(job(1), ended(1, "ada", StatusReason.EXIT_CODE, 1));
        assertThat(record(1).usage()).isNull();
        reserve(1, 2, size(1, 1));
        usage.note(job(1), 1, used(8), series(2));
        assertThat(record(1).usage()).isNull();
        assertThat(usage.find(job(1)).orElseThrow().series()).isEqualTo(series(1));

        usage.note(job(1), 2, used(9), series(1));
        assertThat(record(1).usage()).isEqualTo(used(9));
        finish(1, 2);
        usage.note(job(1), 2, used(10), null);

        assertThat(record(1).usage()).isNull();
        assertThat(usage.find(job(1))).contains(new Noted(2, used(9), series(1)));
    }

    @Test
    void theSeriesLivesAsLongAsTheRecord() {
        usage.note(job(1), 1, used(7), series(1));
        assertThat(server.command("PTTL", "{dwr}:usage:" + job(1))).isEqualTo(":-1");
        finish(1, 1);

        assertThat(server.command("PTTL", "{dwr}:usage:" + job(1))).isNotEqualTo(":-1");
    }

    @Test
    void ofAnUnknownJobNothingIsMade() {
        usage.note(job(2), 1, used(7), series(1));

        assertThat(usage.find(job(2))).isEmpty();
        assertThat(jobs.find(job(2))).isEmpty();
    }

    @Test
    void anEndedAttemptKeepsWhatItUsed() {
        AttemptRecord plain = ended(1, "ada", StatusReason.EXIT_CODE, 1);
        ledger.endAttempt(
                job(1),
                new AttemptRecord(1, plain.reservation(), plain.outcome().withUsage(used(7))));

        assertThat(record(1).usage()).isNull();
        assertThat(record(1).lastUsage()).isEqualTo(used(7));
    }

    @Test
    void aFullSeriesTakesLessThanFourKilobytes() {
        assertThat(StoredJson.write(StoredSeries.of(series(60)))).hasSizeLessThan(4_000);
    }
}
