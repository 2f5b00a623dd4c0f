package io.dwr.model.queue;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * What a job asks of one limit.
 *
 * @param most null = no limit
 * @param kept for a job that has waited for long
 * @param amount an amount without its unit, for a person
 */
record QuotaWish(long wanted, @Nullable Long most, long used, long kept, String unit, LongFunction<String> amount) {
    private static final int MILLI = 3;
    private static final BigDecimal MIB_PER_GIB = BigDecimal.valueOf(1024);
    private static final int GIB_DECIMALS = 2;

    static QuotaWish cpu(long wanted, @Nullable Long most, long used, long kept) {
        return new QuotaWish(
                wanted, most, used, kept, "CPU cores", milliCpus -> plain(BigDecimal.valueOf(milliCpus, MILLI)));
    }

    static QuotaWish memory(long wanted, @Nullable Long most, long used, long kept) {
        return new QuotaWish(
                wanted,
                most,
                used,
                kept,
                "GiB of memory",
                mib -> plain(BigDecimal.valueOf(mib).divide(MIB_PER_GIB, GIB_DECIMALS, RoundingMode.HALF_UP)));
    }

    static QuotaWish gpus(long wanted, @Nullable Long most, long used, long kept) {
        return new QuotaWish(wanted, most, used, kept, "GPUs", String::valueOf);
    }

    /** Whether it is more than the whole quota. */
    boolean isNever() {
        return most != null && wanted > most;
    }

    /** Whether it is more than is left. What is asked nothing of holds nobody up. */
    boolean isHeldUp() {
        return most != null && wanted > 0 && wanted > most - used - kept;
    }

    String sentence(String queue) {
        String quota = most == null ? "no" : amount.apply(most);
        if (isNever()) {
            return "the job asks for " + amount.apply(wanted) + " " + unit + ", and the whole quota of queue " + queue
                    + " is " + quota;
        }
        return "queue " + queue + " uses " + amount.apply(used) + " of " + quota + " " + unit
                + (kept == 0 ? "" : ", " + amount.apply(kept) + " are kept for a job that has waited for long")
                + ", and the job asks for " + amount.apply(wanted);
    }

    private static String plain(BigDecimal number) {
        return number.stripTrailingZeros().toPlainString();
    }
}
