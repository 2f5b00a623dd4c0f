package io.dwr.scheduler.settings;

import io.dwr.model.queue.QueueLimits;
import io.dwr.model.request.RequestLimits;
import io.dwr.redis.RedisSettings;
import io.dwr.redis.ledger.PlacementOrder;
import io.dwr.redis.ledger.PlacementPolicy;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * Everything that an operator can set of a scheduler, read from environment variables; times are whole seconds.
 *
 * <p>{@code SCHEDULER_API_HOST} (127.0.0.1), {@code SCHEDULER_API_PORT} (8000), {@code REDIS_HOST}, {@code REDIS_PORT},
 * {@code REDIS_PASSWORD}, {@code REDIS_DB}, {@code TEMPORAL_ADDRESS} (127.0.0.1:7233), {@code TEMPORAL_NAMESPACE}
 * (default), {@code TEMPORAL_UI_URL} (http://127.0.0.1:8233), {@code LOST_AFTER} (60), {@code DEFAULT_RUN_TIMEOUT}
 * (3600, 0 = none), {@code MAX_RUN_TIMEOUT} (0 = no limit), {@code JOB_RETENTION_DAYS} (7), {@code PLACEMENT_ORDER} (pack),
 * {@code AGE_HOLD_AFTER} (60, 0 = never), {@code SET_ASIDE_AFTER} (3, 0 = never), {@code QUEUE_QUOTAS} (none), {@code RECONCILIATION_INTERVAL} (30), {@code RECONCILIATION_AGE} (60). {@code HEARTBEAT_INTERVAL} and {@code JOB_POLL_INTERVAL} are the original's and
 * have no effect here: work is pushed.
 *
 * @param host address to listen on; without authentication anything but loopback hands out the machines
 * @param port 0 = any free one
 * @param lostAfter time out of contact after which an executor counts as lost
 * @param requestLimits of the run time of a job
 * @param retention how long the record and the log of an ended job are kept
 * @param quotas the most that the jobs of a queue may have, by queue
 */
public record SchedulerSettings(
        String host,
        int port,
        RedisSettings redis,
        TemporalSettings temporal,
        Duration lostAfter,
        RequestLimits requestLimits,
        Duration retention,
        PlacementPolicy placement,
        Map<String, QueueLimits> quotas,
        ReconciliationSettings reconciliation) {
    private static final int DAY = 86_400;
    private static final int MOST_FAILING_JOBS = 100;
    private static final int MOST_DAYS = 3650;
    private static final RedisSettings NO_REDIS = new RedisSettings("localhost", 6379, null, 0);

    public SchedulerSettings {
        quotas = Collections.unmodifiableMap(new TreeMap<>(quotas));
    }

    /** Reads and checks all of it; {@link InvalidSettingsException} lists everything that is wrong. */
    public static SchedulerSettings fromEnvironment(Map<String, String> environment) {
        SettingsReader reader = new SettingsReader(environment);
        SchedulerSettings settings = new SchedulerSettings(
                reader.text("SCHEDULER_API_HOST", "127.0.0.1"),
                reader.number("SCHEDULER_API_PORT", 8000, 0, 65_535),
                reader.part(() -> RedisSettings.fromEnvironment(environment), NO_REDIS),
                temporal(reader),
                reader.seconds("LOST_AFTER", 60, 6, DAY),
                requestLimits(reader),
                Duration.ofDays(reader.number("JOB_RETENTION_DAYS", 7, 1, MOST_DAYS)),
                placement(reader),
                new QuotaReader(reader).read("QUEUE_QUOTAS"),
                new ReconciliationSettings(
                        reader.seconds("RECONCILIATION_INTERVAL", 30, 1, DAY),
                        reader.seconds("RECONCILIATION_AGE", 60, 1, DAY)));
        reader.seconds("HEARTBEAT_INTERVAL", 30, 1, DAY);
        reader.seconds("JOB_POLL_INTERVAL", 10, 1, DAY);
        reader.throwIfAny();
        return settings;
    }

    private static TemporalSettings temporal(SettingsReader reader) {
        String address = reader.text("TEMPORAL_ADDRESS", "127.0.0.1:7233");
        if (!address.matches("[^\\s:/]+:\\d{1,5}|\\[[0-9a-fA-F:]+]:\\d{1,5}")) {
            reader.violation("TEMPORAL_ADDRESS is \"" + address + "\": host:port is needed, such as 127.0.0.1:7233");
        }
        String uiUrl = reader.text("TEMPORAL_UI_URL", "http://127.0.0.1:8233");
        if (!uiUrl.matches("https?://\\S+")) {
            reader.violation("TEMPORAL_UI_URL is \"" + uiUrl
                    + "\": an http or https address is needed, such as http://127.0.0.1:8233");
        }
        return new TemporalSettings(address, reader.text("TEMPORAL_NAMESPACE", "default"), uiUrl.replaceAll("/+$", ""));
    }

    private static PlacementPolicy placement(SettingsReader reader) {
        PlacementPolicy standard = PlacementPolicy.DEFAULT;
        String order = reader.text("PLACEMENT_ORDER", standard.order().word());
        return new PlacementPolicy(
                reader.part("PLACEMENT_ORDER is ", () -> PlacementOrder.ofWord(order), standard.order()),
                reader.seconds("AGE_HOLD_AFTER", (int) standard.ageHoldAfter().toSeconds(), 0, DAY),
                reader.number("SET_ASIDE_AFTER", standard.setAsideAfter(), 0, MOST_FAILING_JOBS));
    }

    private static RequestLimits requestLimits(SettingsReader reader) {
        long longest = RequestLimits.LONGEST_SECONDS;
        return new RequestLimits(
                reader.longNumber("DEFAULT_RUN_TIMEOUT", 3600, 0, longest),
                reader.longNumber("MAX_RUN_TIMEOUT", 0, 0, longest));
    }
}
