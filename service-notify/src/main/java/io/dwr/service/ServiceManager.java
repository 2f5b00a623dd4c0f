package io.dwr.service;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * The service manager that started this process and wants to hear of it, as systemd does for a unit of {@code
 * Type=notify}. Without one, everything here does nothing.
 */
public final class ServiceManager {
    private static final Logger log = System.getLogger(ServiceManager.class.getName());

    private final String socket;
    private final Duration watchdogTime;
    private boolean complained;

    private ServiceManager(String socket, Duration watchdogTime) {
        this.socket = socket;
        this.watchdogTime = watchdogTime;
    }

    /** By {@code NOTIFY_SOCKET}, {@code WATCHDOG_USEC} and {@code WATCHDOG_PID}. */
    public static ServiceManager of(Map<String, String> environment) {
        return new ServiceManager(environment.getOrDefault("NOTIFY_SOCKET", ""), watchdogTime(environment));
    }

    private static Duration watchdogTime(Map<String, String> environment) {
        String ours = Long.toString(ProcessHandle.current().pid());
        boolean meant = environment.getOrDefault("WATCHDOG_PID", ours).equals(ours);
        try {
            long micros = Long.parseLong(environment.getOrDefault("WATCHDOG_USEC", "0"));
            return meant && micros > 0 ? Duration.ofNanos(Math.multiplyExact(micros, 1000L)) : Duration.ZERO;
        } catch (ArithmeticException | NumberFormatException noTime) {
            return Duration.ZERO;
        }
    }

    /** The silence after which the service manager ends this process; empty = it does not look. */
    public Optional<Duration> watchdogTime() {
        boolean looks = !socket.isEmpty() && !watchdogTime.isZero();
        return looks ? Optional.of(watchdogTime) : Optional.empty();
    }

    /** What was started has begun its work. */
    public void ready(String status) {
        tell("READY=1\nSTATUS=" + line(status));
    }

    /** One line for {@code systemctl status}. */
    public void status(String status) {
        tell("STATUS=" + line(status));
    }

    /** It lives. */
    public void alive() {
        tell("WATCHDOG=1");
    }

    /** It ends by itself from here on. */
    public void stopping(String status) {
        tell("STOPPING=1\nSTATUS=" + line(status));
    }

    private static String line(String status) {
        return status.replace('\n', ' ');
    }

    private synchronized void tell(String notice) {
        if (socket.isEmpty()) {
            return;
        }
        try {
            NoticeSocket.send(socket, notice);
            complained = false;
        } catch (IOException unheard) {
            if (!complained) {
                log.log(
                        Level.WARNING,
                        "the service manager at {0} cannot be told anything ({1}): it may restart this process",
                        socket,
                        unheard.getMessage());
                complained = true;
            }
        }
    }
}
