package io.dwr.benchmarks.ledger;

import io.dwr.model.placement.Requirements;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.sync.RedisCommands;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** The comparison: a function that reads one executor after the other until one fits. It reserves nothing. */
final class NaiveFirstFit {
    private static final String[] NO_KEYS = {};

    private final RedisCommands<String, String> redis;

    NaiveFirstFit(RedisCommands<String, String> redis) throws IOException {
        this.redis = redis;
        try (InputStream source =
                Objects.requireNonNull(NaiveFirstFit.class.getResourceAsStream("naive.lua"), "naive.lua")) {
            redis.functionLoad(new String(source.readAllBytes(), StandardCharsets.UTF_8), true);
        }
    }

    void search(Requirements requirements) {
        redis.fcall(
                "dwr_naive_reserve",
                ScriptOutputType.VALUE,
                NO_KEYS,
                String.valueOf(requirements.resources().milliCpus()),
                String.valueOf(requirements.resources().memoryMib()));
    }
}
