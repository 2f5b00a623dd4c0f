package io.dwr.scheduler;

import static org.awaitility.Awaitility.await;

import io.dwr.model.queue.QueueLimits;
import io.dwr.model.request.RequestLimits;
import io.dwr.redis.RedisSettings;
import io.dwr.redis.RedisStores;
import io.dwr.redis.ledger.PlacementPolicy;
import io.dwr.scheduler.settings.ReconciliationSettings;
import io.dwr.scheduler.settings.SchedulerSettings;
import io.dwr.scheduler.settings.TemporalSettings;
import io.dwr.test.RedisServer;
import io.dwr.test.TemporalServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Map;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;

/** Real Redis, real Temporal and a scheduler on them: one of each for all tests that leave them as they are. */
public final class Stack {
    /** A quarter of it, after which silence is told of, is long enough for the pauses of a busy machine. */
    public static final Duration LOST_AFTER = Duration.ofSeconds(12);

    /** A queue that may use two cores, and one that may hold two pending jobs. */
    private static final Map<String, QueueLimits> QUOTAS = Map.of(
            "two-cores",
            new QueueLimits(2000L, null, null, null),
            "two-pending",
            new QueueLimits(null, null, null, 2L));

    private static final Duration RECONCILIATION_INTERVAL = Duration.ofSeconds(1);
    private static final Duration RECONCILIATION_AGE = Duration.ofSeconds(2);

    private static volatile Stack shared;

    public final RedisServer redis;
    public final TemporalServer temporal;
    public final RedisStores stores;
    public final Http http;
    private final ConfigurableApplicationContext scheduler;

    private Stack() {
        redis = RedisServer.start();
        temporal = startTemporal();
        SchedulerSettings settings = settings(redis, temporal.address());
        stores = RedisStores.connect(settings.redis());
        scheduler = SchedulerApplication.start(settings);
        http = http(scheduler);
        Runtime.getRuntime().addShutdownHook(new Thread(this::close));
    }

    /** The one that all tests share; it ends with the process. */
    public static synchronized Stack shared() {
        if (shared == null) {
            shared = new Stack();
        }
        return shared;
    }

    public <T> T bean(Class<T> type) {
        return scheduler.getBean(type);
    }

    /** Ends the jobs that wait: what a test leaves would take the room of the next one's executors, and count with it. */
    public void abortWhatWaits() {
        await("no job waits").atMost(Duration.ofSeconds(60)).until(() -> {
            JsonNode pending =
                    http.get("/jobs?status_filter=pending&limit=1000").json();
            pending.forEach(job -> http.delete("/jobs/" + job.path("job_id").asString()));
            return pending.isEmpty();
        });
    }

    /** As if an executor had not been heard of for longer than any may be silent. */
    public void makeSilent(String executorId) {
        String heard = String.valueOf(
                System.currentTimeMillis() - LOST_AFTER.multipliedBy(2).toMillis());
        redis.command("HSET", "{dwr}:contact", "epoch", "1");
        redis.command("HSET", "{dwr}:executor:" + executorId, "contact", heard);
        redis.command("ZADD", "{dwr}:contacts", heard, executorId);
    }

    public static SchedulerSettings settings(RedisServer redis, String temporalAddress) {
        return new SchedulerSettings(
                "127.0.0.1",
                0,
                new RedisSettings(redis.host(), redis.port(), null, 0),
                new TemporalSettings(temporalAddress, "default", "http://127.0.0.1:8233"),
                LOST_AFTER,
                RequestLimits.DEFAULT,
                Duration.ofDays(1),
                PlacementPolicy.DEFAULT,
                QUOTAS,
                new ReconciliationSettings(RECONCILIATION_INTERVAL, RECONCILIATION_AGE));
    }

    public static TemporalServer startTemporal() {
        try {
            return TemporalServer.start(Files.createTempDirectory("dwr-scheduler-test-"));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    public static Http http(ConfigurableApplicationContext scheduler) {
        String port = scheduler.getEnvironment().getRequiredProperty("local.server.port");
        return new Http(Integer.parseInt(port));
    }

    private void close() {
        scheduler.close();
        stores.close();
        temporal.close();
        redis.close();
    }
}
