package io.dwr.model.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.dwr.model.placement.GpuRequirements;
import io.dwr.model.placement.Requirements;
import io.dwr.model.placement.Resources;
import org.junit.jupiter.api.Test;

class QueueViewTest {
    private static final QueueView ML =
            new QueueView("ml", new QueueLimits(4500L, 6 * 1024L, 8L, 10L), new QueueUse(4000, 2560, 8, 3, 0));

    @Test
    void whatIsShortIsNamed() {
        assertThat(ML.shortage(wish(1000, 1, 0)))
                .contains(shortage(false, "queue ml uses 4 of 4.5 CPU cores, and the job asks for 1"));
        assertThat(ML.shortage(wish(500, 4, 0)))
                .contains(shortage(false, "queue ml uses 2.5 of 6 GiB of memory, and the job asks for 4"));
        assertThat(ML.shortage(wish(500, 1, 2)))
                .contains(shortage(false, "queue ml uses 8 of 8 GPUs, and the job asks for 2"));
    }

    @Test
    void whatCanNeverBeComesFirst() {
        assertThat(ML.shortage(wish(1000, 1, 16)))
                .contains(shortage(true, "the job asks for 16 GPUs, and the whole quota of queue ml is 8"));
    }

    @Test
    void whatFitsAndWhatIsNotAskedForIsNotShort() {
        assertThat(ML.shortage(wish(500, 3, 0))).isEmpty();
        assertThat(QueueView.empty("web").shortage(wish(64_000, 512, 8))).isEmpty();
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
