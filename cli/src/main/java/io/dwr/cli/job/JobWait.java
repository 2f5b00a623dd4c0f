package io.dwr.cli.job;

import io.dwr.cli.Session;
import io.dwr.cli.server.Reconnection;
import java.time.Duration;
import tools.jackson.databind.JsonNode;

/** Waits until a job has a final status, asking more and more seldom. */
final class JobWait {
    private static final Duration FIRST = Duration.ofMillis(50);
    private static final Duration LONGEST = Duration.ofSeconds(1);

    private final Jobs jobs;
    private final Session session;
    private final Reconnection reconnection;

    JobWait(Jobs jobs, Session session) {
        this.jobs = jobs;
        this.session = session;
        this.reconnection = new Reconnection(session);
    }

    JsonNode untilEnded(String id) {
        Duration pause = FIRST;
        JsonNode job = reconnection.ask(() -> jobs.get(id));
        while (!JobEnd.isFinal(job)) {
            session.pause().of(pause);
            pause = pause.multipliedBy(3).dividedBy(2);
            pause = pause.compareTo(LONGEST) > 0 ? LONGEST : pause;
            job = reconnection.ask(() -> jobs.get(id));
        }
        return job;
    }
}
