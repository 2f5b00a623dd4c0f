package io.dwr.executor.inventory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dwr.model.executor.Capacity;
import io.dwr.model.executor.Gpu;
import io.dwr.model.placement.Resources;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SharedOfferTest {
    private static final long MIB = 1L << 20;
    private static final Capacity WHOLE = capacity(8000, 1000, 0, 1, 2, 3, 4);

    private final AtomicReference<EqualShare> share = new AtomicReference<>(EqualShare.WHOLE);
    private final SharedOffer offer = new SharedOffer(() -> WHOLE, share::get);

    private static Capacity capacity(long milliCpus, long mib, int... gpus) {
        List<Gpu> list = IntStream.of(gpus)
                .mapToObj(gpu -> new Gpu("GPU-" + gpu, "NVIDIA L4", 23034))
                .toList();
        return new Capacity(new Resources(milliCpus, mib * MIB), list, 100);
    }

    @Test
    void equalPartsAreWholeMibAndNeverMoreThanAll() {
        assertThat(new EqualShare(0, 3).of(WHOLE)).isEqualTo(capacity(2666, 333, 0, 3));
        assertThat(new EqualShare(1, 3).of(WHOLE)).isEqualTo(capacity(2666, 333, 1, 4));
        assertThat(new EqualShare(2, 3).of(WHOLE)).isEqualTo(capacity(2666, 333, 2));
        assertThatThrownBy(() -> new EqualShare(3, 3)).isInstanceOf(IllegalArgumentException.class);
    }

    /** One that was started before a GPU came or went may list them otherwise than one that was started after. */
    @Test
    void gpusAreDealtAlikeInWhateverOrderTheyAreListed() {
        Capacity otherwise = capacity(8000, 1000, 3, 0, 4, 2, 1);

        assertThat(new EqualShare(0, 2).of(otherwise)).isEqualTo(capacity(4000, 500, 0, 4, 2));
        assertThat(new EqualShare(1, 2).of(otherwise)).isEqualTo(capacity(4000, 500, 3, 1));
        assertThat(EqualShare.WHOLE.of(otherwise)).isEqualTo(otherwise);
    }

    @Test
    void anUnchangedShareIsOfferedAgain() {
        assertThat(offer.isOutdated()).isTrue();
        assertThat(offer.next()).isEqualTo(WHOLE);
        assertThat(offer.isOutdated()).isFalse();
        assertThat(offer.next()).isEqualTo(WHOLE);
    }

    @Test
    void aSmallerShareIsOfferedAtOnce() {
        offer.next();
        share.set(new EqualShare(1, 2));

        assertThat(offer.isOutdated()).isTrue();
        assertThat(offer.next()).isEqualTo(capacity(4000, 500, 1, 3));
        assertThat(offer.isOutdated()).isFalse();
    }

    /** Two that swap GPUs, each refused as long as the other has them, would otherwise never get on. */
    @Test
    void whatOthersAreToHaveIsGivenUpFirst() {
        share.set(new EqualShare(1, 3));
        offer.next();
        share.set(new EqualShare(0, 2));

        assertThat(offer.next()).isEqualTo(capacity(2666, 333, 4));
        assertThat(offer.isOutdated()).isTrue();
        assertThat(offer.next()).isEqualTo(capacity(4000, 500, 0, 2, 4));
        assertThat(offer.isOutdated()).isFalse();
    }
}
