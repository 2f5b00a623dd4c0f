package io.dwr.model.request;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An amount of memory as text or as a number of GiB. One letter is a power of 1024, as in Docker; {@code Mi} and
 * {@code MiB} say the same; {@code MB} is a power of 1000. Case does not matter. Parts of a byte are rounded up.
 */
public final class MemoryQuantity {
    /** The least that an engine gives to a container. */
    public static final long LEAST_BYTES = 6L << 20;

    /** 1 PiB: no machine has more. */
    public static final long MOST_BYTES = 1L << 50;

    static final BigDecimal GIB = BigDecimal.valueOf(1L << 30);

    private static final Pattern FORM = Pattern.compile("([0-9]{1,18}(?:\\.[0-9]{1,18})?) ?([A-Za-z]{0,3})");
    private static final Map<String, BigDecimal> UNITS = Map.ofEntries(
            binary("", 0),
            binary("b", 0),
            binary("k", 10),
            binary("ki", 10),
            binary("kib", 10),
            binary("m", 20),
            binary("mi", 20),
            binary("mib", 20),
            binary("g", 30),
            binary("gi", 30),
            binary("gib", 30),
            binary("t", 40),
            binary("ti", 40),
            binary("tib", 40),
            decimal("kb", 3),
            decimal("mb", 6),
            decimal("gb", 9),
            decimal("tb", 12));

    private MemoryQuantity() {}

    /** Bytes of {@code text}, at most {@link #MOST_BYTES} + 1; null when it is no amount. */
    public static @Nullable Long bytes(String text) {
        Matcher matcher = FORM.matcher(text.strip());
        if (!matcher.matches()) {
            return null;
        }
        BigDecimal unit = UNITS.get(matcher.group(2).toLowerCase(Locale.ROOT));
        return unit == null ? null : whole(new BigDecimal(matcher.group(1)).multiply(unit));
    }

    /** Bytes of a number of GiB, at most {@link #MOST_BYTES} + 1; not of a negative one. */
    static long bytesOfGib(BigDecimal gib) {
        return whole(gib.multiply(GIB));
    }

    /** The shortest number of GiB that is {@code amount} when read again, in units of {@code unitsPerGib}. */
    static BigDecimal gib(long amount, long unitsPerGib) {
        BigDecimal units = BigDecimal.valueOf(unitsPerGib);
        for (int decimals = 0; decimals < 12; decimals++) {
            BigDecimal shorter = BigDecimal.valueOf(amount).divide(units, decimals, RoundingMode.HALF_UP);
            BigDecimal again = shorter.multiply(units).setScale(0, RoundingMode.CEILING);
            if (again.compareTo(BigDecimal.valueOf(amount)) == 0) {
                return shorter;
            }
        }
        return BigDecimal.valueOf(amount).divide(units);
    }

    private static long whole(BigDecimal bytes) {
        BigDecimal most = BigDecimal.valueOf(MOST_BYTES + 1);
        return bytes.setScale(0, RoundingMode.CEILING).min(most).longValueExact();
    }

    private static Map.Entry<String, BigDecimal> binary(String unit, int power) {
        return Map.entry(unit, BigDecimal.valueOf(1L << power));
    }

    private static Map.Entry<String, BigDecimal> decimal(String unit, int power) {
        return Map.entry(unit, BigDecimal.TEN.pow(power));
    }
}
