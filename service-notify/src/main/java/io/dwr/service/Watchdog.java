package io.dwr.service;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Tells the service manager that this process lives, for as long as it does. A process that is stuck is not told of, so
 * that the service manager ends it and starts it again.
 */
public final class Watchdog implements AutoCloseable {
    private static final Logger log = System.getLogger(Watchdog.class.getName());
    private static final int NOTICES_IN_TIME = 4;

    private final Optional<Thread> thread;

    private Watchdog(Optional<Thread> thread) {
        this.thread = thread;
    }

    /**
     * Starts telling, on a thread of its own, when the service manager wants to hear it.
     *
     * @param lives asked several times within the watchdog's time; what it throws counts as no
     */
    public static Watchdog start(ServiceManager manager, BooleanSupplier lives) {
        return new Watchdog(manager.watchdogTime()
                .map(time -> Thread.ofPlatform()
                        .name("watchdog")
                        .daemon()
                        .start(() -> watch(manager, time.dividedBy(NOTICES_IN_TIME), lives))));
    }

    private static void watch(ServiceManager manager, Duration pause, BooleanSupplier lives) {
        boolean lived = true;
        try {
            while (true) {
                boolean livesNow = answer(lives);
                if (livesNow) {
                    manager.alive();
                }
                if (lived && !livesNow) {
                    log.log(Level.ERROR, "this process is stuck: unless that ends, the service manager restarts it");
                    manager.status("stuck");
                }
                lived = livesNow;
                Thread.sleep(pause);
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    private static boolean answer(BooleanSupplier lives) {
        try {
            return lives.getAsBoolean();
        } catch (RuntimeException fault) {
            log.log(Level.DEBUG, "whether this process lives cannot be told", fault);
            return false;
        }
    }

    @Override
    public void close() {
        thread.ifPresent(Thread::interrupt);
    }
}
