package io.dwr.model.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.dwr.model.job.JobId;
import io.dwr.model.placement.GpuRequirements;
import io.dwr.model.placement.Requirements;
import io.dwr.model.placement.Resources;
import org.junit.jupiter.api.Test;

class QueueViewTest {
    private static final QueueView ML =
            new QueueView("ml", new QueueLimits(4500L, 6 * 1024L, 8L, 10L), new QueueUse(4000, 2560, 8, 3, 0), null);
    private static final JobId JOB = new JobId("01890a5d-ac96-774b-bcce-b302099a8057");
    private static final JobId OTHER = new JobId("01890a5d-ac96-774b-bcce-b302099a8058");

    @Test
    void whatIsShortIsNamed() {
        assertThat(ML.shortage(JOB, wish(1000, 1, 0)))
                .contains(shortage(false, "queue ml uses 4 of 4.5 CPU cores, and the job asks for 1"));
        assertThat(ML.shortage(JOB, wish(500, 4, 0)))
                .contains(shortage(false, "queue ml uses 2.5 of 6 GiB of memory, and the job asks for 4"));
        assertThat(ML.shortage(JOB, wish(500, 1, 2)))
                .contains(shortage(false, "queue ml uses 8 of 8 GPUs, and the job asks for 2"));
    }

    @Test
    void whatCanNeverBeComesFirst() {
        assertThat(ML.shortage(JOB, wish(1000, 1, 16)))
                .contains(shortage(true, "the job asks for 16 GPUs, and the whole quota of queue ml is 8"));
    }

    @Test
    void whatFitsAndWhatIsNotAskedForIsNotShort() {
        assertThat(ML.shortage(JOB, wish(500, 3, 0))).isEmpty();
        assertThat(QueueView.empty("web").shortage(JOB, wish(64_000, 512, 8))).isEmpty();
    }

    @Test
    void whatIsKeptForAnotherJobIsShortAndNamed() {
        QueueView kept = new QueueView("ml", ML.limits(), ML.use(), new QuotaClaim(OTHER, 4500, 1024, 0));

        assertThat(kept.shortage(JOB, wish(500, 1, 0)))
                .contains(shortage(
                        false,
                        "queue ml uses 4 of 4.5 CPU cores, 4.5 are kept for a job that has waited for long, and the job"
                                + " asks for 0.5"));
        assertThat(kept.shortage(null, wish(500, 1, 0))).isPresent();
        assertThat(kept.shortage(OTHER, wish(500, 1, 0))).isEmpty();
    }

    private static QuotaShortage shortage(boolean never, String sentence) {
        return new QuotaShortage("ml", never, sentence);
    }

    private static Requirements wish(long milliCpus, long gib, int gpus) {
        return Requirements.of(
                new Resources(milliCpus, gib << 30),
                gpus == 0 ? GpuRequirements.NONE : new GpuRequirements(gpus, null, 0));
    }
}
