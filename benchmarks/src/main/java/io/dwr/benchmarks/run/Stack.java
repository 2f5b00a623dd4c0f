package io.dwr.benchmarks.run;

import io.dwr.benchmarks.api.JobForm;
import io.dwr.benchmarks.api.Scheduler;
import io.dwr.benchmarks.engine.ContainerForm;
import io.dwr.benchmarks.engine.Engine;
import io.dwr.benchmarks.http.HttpAddress;
import java.time.Duration;
import java.util.List;

/** Both sides of a comparison, and the same work for each. */
public record Stack(HttpAddress server, HttpAddress engineAddress, String image) {
    static final long MEMORY = 64L * 1024 * 1024;
    private static final Duration SHARP = Duration.ofMillis(10);
    private static final Duration SPARING = Duration.ofMillis(100);

    /** Looks at jobs often, for the time that one of them takes. */
    Scheduler scheduler() {
        return new Scheduler(server, SHARP);
    }

    /** Looks at jobs seldom, so that looking takes little of what many of them need. */
    Scheduler sparingScheduler() {
        return new Scheduler(server, SPARING);
    }

    Engine engine() {
        return new Engine(engineAddress);
    }

    JobForm job(double cpus, String... command) {
        return JobForm.of(image, List.of(command), cpus, MEMORY);
    }

    /** A container with the limits of such a job. */
    ContainerForm limited(double cpus, String... command) {
        return ContainerForm.limited(image, List.of(command), cpus, MEMORY);
    }

    ContainerForm plain(String... command) {
        return ContainerForm.plain(image, List.of(command));
    }

    /** CPU cores of the one executor, which nothing else may be using. */
    double idleCores() {
        try (Scheduler scheduler = scheduler()) {
            int executors = scheduler.readyExecutors().size();
            if (executors != 1) {
                throw new IllegalStateException(
                        executors + " executors are ready, and the figures are those of one: ./dwr up --executors 1");
            }
            int open = scheduler.openJobs();
            if (open != 0) {
                throw new IllegalStateException(
                        open + " jobs are waiting or running and would be measured, too: let them end, or abort them");
            }
            return scheduler.readyExecutors().getFirst().get("total_cpu_cores").asDouble();
        }
    }
}
