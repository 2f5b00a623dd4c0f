package io.dwr.cli.fleet;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** Numbers of tables. */
final class Amounts {
    private static final int DECIMALS = 2;

    private Amounts() {}

    /** At most two decimals, and none that say nothing. */
    static String rounded(BigDecimal number) {
        BigDecimal rounded = number.setScale(DECIMALS, RoundingMode.HALF_UP).stripTrailingZeros();
        return rounded.toPlainString();
    }
}
