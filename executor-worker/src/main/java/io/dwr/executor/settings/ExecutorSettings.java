package io.dwr.executor.settings;

import io.dwr.redis.RedisSettings;
import java.util.Map;
import java.util.Objects;

/** All that an operator may set for one executor. */
public record ExecutorSettings(
        IdentitySettings identity,
        OfferSettings offer,
        TimingSettings timing,
        EngineSettings engine,
        UsageSettings usage,
        LogSettings log,
        ImageSettings images,
        TemporalSettings temporal,
        RedisSettings redis) {
    /**
     * Reads the environment.
     *
     * @throws InvalidSettingsException naming every violation
     */
    public static ExecutorSettings fromEnvironment(Map<String, String> environment) {
        SettingsReader reader = new SettingsReader(environment);
        IdentitySettings identity = IdentitySettings.read(reader);
        OfferSettings offer = OfferSettings.read(reader);
        TimingSettings timing = TimingSettings.read(reader);
        EngineSettings engine = EngineSettings.read(reader);
        UsageSettings usage = UsageSettings.read(reader);
        LogSettings log = LogSettings.read(reader);
        ImageSettings images = ImageSettings.read(reader);
        TemporalSettings temporal = TemporalSettings.read(reader);
        RedisSettings redis = reader.parsed(RedisSettings::fromEnvironment);
        reader.complete();
        return new ExecutorSettings(
                identity, offer, timing, engine, usage, log, images, temporal, Objects.requireNonNull(redis));
    }
}
