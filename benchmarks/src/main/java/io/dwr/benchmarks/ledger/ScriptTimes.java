package io.dwr.benchmarks.ledger;

import io.dwr.benchmarks.figure.Samples;
import io.lettuce.core.api.sync.RedisCommands;
import java.util.List;

/** What Redis' slow log says of each call of a function, in microseconds. It is on only while something is measured. */
final class ScriptTimes {
    private static final String THRESHOLD = "slowlog-log-slower-than";
    private static final int AT_ONCE = 100_000;
    private static final int MICROS = 2;
    private static final int ARGUMENTS = 3;

    private final List<Object> log;

    private ScriptTimes(List<Object> log) {
        this.log = log;
    }

    static ScriptTimes of(RedisCommands<String, String> redis, Runnable work) {
        redis.slowlogReset();
        redis.configSet(THRESHOLD, "0");
        work.run();
        redis.configSet(THRESHOLD, "-1");
        ScriptTimes times = new ScriptTimes(redis.slowlogGet(AT_ONCE));
        redis.slowlogReset();
        return times;
    }

    /** Of the function whose name ends so. */
    Samples function(String function) {
        Samples samples = new Samples();
        for (Object logged : log) {
            List<?> entry = (List<?>) logged;
            List<?> arguments = (List<?>) entry.get(ARGUMENTS);
            if (arguments.size() > 1 && String.valueOf(arguments.get(1)).endsWith("_" + function)) {
                samples.add(((Number) entry.get(MICROS)).doubleValue());
            }
        }
        return samples;
    }
}
