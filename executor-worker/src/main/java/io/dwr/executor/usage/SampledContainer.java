package io.dwr.executor.usage;

import io.dwr.executor.engine.ContainerEngine;
import io.dwr.executor.engine.ContainerSample;
import io.dwr.executor.engine.EngineException;
import io.dwr.executor.inventory.GpuReading;
import io.dwr.model.executor.HeldAttempt;
import io.dwr.model.job.GpuUsage;
import io.dwr.model.job.Usage;
import io.dwr.redis.ledger.LedgerUnavailableException;
import io.dwr.redis.usage.UsageStore;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One running container that is sampled. A sample that fails is left out: the next one tells the same sums. */
final class SampledContainer {
    private static final Logger log = LoggerFactory.getLogger(SampledContainer.class);
    private static final Duration FIRST = Duration.ofSeconds(2);
    private static final Duration SERIES_INTERVAL = Duration.ofSeconds(30);

    private final HeldAttempt attempt;
    private final String containerId;
    private final UsageMeter meter;
    private final AtomicBoolean atWork = new AtomicBoolean();
    private volatile Instant next;
    private boolean resuming;
    private boolean ended;
    private @Nullable Instant seriesNotedAt;

    SampledContainer(HeldAttempt attempt, String containerId, UsageMeter meter, Instant startedAt, boolean resuming) {
        this.attempt = attempt;
        this.containerId = containerId;
        this.meter = meter;
        this.next = startedAt.plus(FIRST);
        this.resuming = resuming;
    }

    HeldAttempt attempt() {
        return attempt;
    }

    /** True at most once until {@link #sample} has ended. */
    boolean isDue(Instant now, Duration interval) {
        if (now.isBefore(next) || !atWork.compareAndSet(false, true)) {
            return false;
        }
        next = now.plus(interval);
        return true;
    }

    void sample(ContainerEngine engine, Map<String, GpuReading> gpus, UsageStore store, InstantSource clock) {
        try {
            resume(store);
            Optional<ContainerSample> sample = engine.sample(containerId);
            if (sample.isPresent()) {
                add(clock.instant(), sample.get(), gpus, store);
            }
        } catch (EngineException | LedgerUnavailableException later) {
            log.debug("{} is sampled later", attempt, later);
        } catch (RuntimeException fault) {
            log.warn("{} cannot be sampled", attempt, fault);
        } finally {
            atWork.set(false);
        }
    }

    /** Whatever an earlier process noted goes on. */
    private void resume(UsageStore store) {
        if (resuming) {
            Optional<UsageStore.Noted> noted = store.find(attempt.jobId());
            resuming = false;
            synchronized (meter) {
                noted.filter(earlier -> earlier.attempt() == attempt.attempt())
                        .ifPresent(earlier -> meter.resume(earlier.usage(), earlier.series()));
            }
        }
    }

    private void add(Instant at, ContainerSample sample, Map<String, GpuReading> gpus, UsageStore store) {
        synchronized (meter) {
            if (ended) {
                return;
            }
            meter.add(at, sample, gpus);
        }
        Usage usage = meter.usage();
        if (usage == null) {
            return;
        }
        Instant last = seriesNotedAt;
        boolean withSeries = last == null || Duration.between(last, at).compareTo(SERIES_INTERVAL) >= 0;
        store.note(attempt.jobId(), attempt.attempt(), usage, withSeries ? meter.series() : null);
        seriesNotedAt = withSeries ? at : last;
    }

    /** Nothing is added from now on; the whole series is noted once more, if Redis is there. */
    @Nullable
    Usage end(UsageStore store) {
        Usage usage;
        synchronized (meter) {
            ended = true;
            usage = meter.usage();
        }
        if (usage != null) {
            try {
                store.note(attempt.jobId(), attempt.attempt(), usage, meter.series());
            } catch (LedgerUnavailableException away) {
                log.debug("the series of {} ends with what was noted last", attempt, away);
            } catch (RuntimeException fault) {
                log.warn("the series of {} cannot be noted", attempt, fault);
            }
        }
        return usage;
    }

    void addIdleGpus(Map<String, Instant> idle) {
        Usage usage;
        synchronized (meter) {
            usage = meter.usage();
        }
        for (GpuUsage gpu : usage == null ? List.<GpuUsage>of() : usage.gpus()) {
            if (gpu.idleSince() != null) {
                idle.put(gpu.uuid(), gpu.idleSince());
            }
        }
    }
}
