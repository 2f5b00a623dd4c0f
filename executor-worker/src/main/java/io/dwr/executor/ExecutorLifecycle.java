package io.dwr.executor;

import io.dwr.executor.contact.Outage;
import io.dwr.executor.engine.ContainerEngine;
import io.dwr.executor.engine.EngineFacts;
import io.dwr.executor.engine.EngineUnavailableException;
import io.dwr.executor.engine.docker.DockerContainerEngine;
import io.dwr.executor.identity.StateDirectory;
import io.dwr.executor.settings.EngineSettings;
import io.dwr.executor.settings.ExecutorSettings;
import io.dwr.service.ServiceManager;
import io.dwr.service.Watchdog;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Starts the executor's parts once the engine answers, which may take as long as it likes, and hands over what runs when
 * the process ends.
 */
final class ExecutorLifecycle implements SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(ExecutorLifecycle.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final ExecutorSettings settings;
    private final StateDirectory state;
    private final DockerContainerEngine engine;
    private final Outage engineOutage;
    private final ServiceManager manager;
    private @Nullable ExecutorParts parts;
    private @Nullable Thread starting;
    private @Nullable Watchdog watchdog;

    /**
     * @param manager told when the executor has begun its work, and that it lives
     */
    ExecutorLifecycle(ExecutorSettings settings, StateDirectory state, ServiceManager manager) {
        this.settings = settings;
        this.state = state;
        this.manager = manager;
        EngineSettings engineSettings = settings.engine();
        this.engine = new DockerContainerEngine(
                engineSettings.host(), settings.offer().maxJobs());
        this.engineOutage = new Outage(
                "The container engine at " + engineSettings.host(),
                "Start it (systemctl start docker), or set DOCKER_HOST and allow this user its socket.");
    }

    @Override
    public synchronized void start() {
        if (starting == null) {
            starting = Thread.ofPlatform().name("executor-start").start(this::startParts);
        }
    }

    private void startParts() {
        try {
            EngineFacts facts = awaitEngine(engine);
            synchronized (this) {
                if (Thread.currentThread().isInterrupted()) {
                    return;
                }
                ExecutorParts begun = new ExecutorParts(settings, state, engine, engineOutage, facts);
                parts = begun;
                begun.start();
                manager.ready("executor " + begun.name());
                watchdog = Watchdog.start(manager, begun::lives);
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException fault) {
            log.error("the executor cannot start", fault);
            Runtime.getRuntime().halt(1);
        }
    }

    private EngineFacts awaitEngine(ContainerEngine awaited) throws InterruptedException {
        while (true) {
            try {
                EngineFacts facts = awaited.facts();
                engineOutage.back();
                return facts;
            } catch (EngineUnavailableException away) {
                engineOutage.away(String.valueOf(away.getMessage()));
                manager.status("waits: " + away.getMessage());
                Thread.sleep(PAUSE);
            }
        }
    }

    @Override
    public void stop() {
        manager.stopping("hands over to the next process of this executor");
        Watchdog watching = watchdog;
        if (watching != null) {
            watching.close();
        }
        Thread thread = starting;
        if (thread != null) {
            thread.interrupt();
        }
        ExecutorParts running = parts;
        if (running != null) {
            running.close();
        }
        engine.close();
        state.close();
        starting = null;
    }

    @Override
    public boolean isRunning() {
        return starting != null;
    }
}
