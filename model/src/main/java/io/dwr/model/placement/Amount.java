package io.dwr.model.placement;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** Amounts of the ledger as a person reads them. */
final class Amount {
    private static final int MILLI = 3;
    private static final long MIB_PER_GIB = 1024;

    private Amount() {}

    static String cores(long milliCpus) {
        String number =
                BigDecimal.valueOf(milliCpus, MILLI).stripTrailingZeros().toPlainString();
        return number + (milliCpus == 1000 ? " core" : " cores");
    }

    /** What is asked for or lacking: below one GiB in MiB, else in GiB to two decimals, rounded up. */
    static String memory(long mib) {
        return memory(mib, RoundingMode.UP);
    }

    /** What is there: rounded down. */
    static String memoryThere(long mib) {
        return memory(mib, RoundingMode.DOWN);
    }

    static String gpus(int count) {
        return count + (count == 1 ? " GPU" : " GPUs");
    }

    private static String memory(long mib, RoundingMode rounding) {
        if (mib < MIB_PER_GIB) {
            return mib + " MiB";
        }
        BigDecimal gib = BigDecimal.valueOf(mib).divide(BigDecimal.valueOf(MIB_PER_GIB), 2, rounding);
        return gib.stripTrailingZeros().toPlainString() + " GiB";
    }
}
