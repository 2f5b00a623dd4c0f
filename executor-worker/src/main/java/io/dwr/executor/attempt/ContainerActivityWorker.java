package io.dwr.executor.attempt;

import io.dwr.executor.contact.DeliveryInterceptor;
import io.dwr.executor.identity.ExecutorProfile;
import io.dwr.model.job.Outcome;
import io.dwr.workflow.ContainerActivity;
import io.temporal.activity.Activity;
import io.temporal.activity.ActivityExecutionContext;
import io.temporal.client.ActivityCompletionException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Receives deliveries of attempts from Temporal and joins each with its supervisor. */
public final class ContainerActivityWorker implements ContainerActivity {
    private final Attempts attempts;
    private final DeliveryInterceptor interceptor;
    private final ExecutorProfile profile;
    private final Duration signInterval;
    private final Set<Delivery> deliveries = ConcurrentHashMap.newKeySet();
    private volatile boolean leaving;

    /**
     * @param signInterval between two heartbeats
     */
    public ContainerActivityWorker(
            Attempts attempts, DeliveryInterceptor interceptor, ExecutorProfile profile, Duration signInterval) {
        this.attempts = attempts;
        this.interceptor = interceptor;
        this.profile = profile;
        this.signInterval = signInterval;
    }

    @Override
    public Outcome run(RunRequest request) {
        ActivityExecutionContext context = Activity.getExecutionContext();
        String earlier = context.getLastHeartbeatDetails(AttemptDetails.class)
                .map(AttemptDetails::container)
                .orElse(null);
        boolean first = context.getInfo().getAttempt() == 1;
        AttemptSupervisor supervisor = attempts.join(request, first, earlier);
        interceptor.delivered(context.getTaskToken(), supervisor.attempt());
        Delivery delivery = new Delivery(context, supervisor, profile);
        deliveries.add(delivery);
        if (leaving) {
            delivery.handOver();
        }
        try {
            return delivery.await(signInterval);
        } catch (ActivityCompletionException over) {
            interceptor.over(context.getTaskToken());
            throw over;
        } finally {
            deliveries.remove(delivery);
        }
    }

    /** This process ends: containers go on, and the next process is given what is under way. */
    public void handOver() {
        leaving = true;
        deliveries.forEach(Delivery::handOver);
    }
}
