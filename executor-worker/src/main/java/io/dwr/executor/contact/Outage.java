package io.dwr.executor.contact;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether one part of the control plane is away: said once when it goes and once when it comes back. */
public final class Outage {
    private static final Logger log = LoggerFactory.getLogger(Outage.class);

    private final String part;
    private final String advice;
    private final AtomicReference<@Nullable String> cause = new AtomicReference<>();

    /**
     * @param part what and where, as {@code Redis at localhost:6379}
     * @param advice what an operator may do
     */
    public Outage(String part, String advice) {
        this.part = part;
        this.advice = advice;
    }

    public void away(String detail) {
        if (cause.getAndSet(detail) == null) {
            log.error(
                    "{} is out of reach ({}). {} This executor keeps trying; running containers go on.",
                    part,
                    detail,
                    advice);
        }
    }

    public void back() {
        if (cause.getAndSet(null) != null) {
            log.info("{} answers again.", part);
        }
    }
}
