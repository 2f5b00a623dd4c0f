package io.dwr.test;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What becomes of one kind of request in an {@link EngineProxy}, until it is lifted. */
public final class EngineFault {
    private final Pattern requests;
    private final boolean reachesEngine;
    private final boolean answered;
    private final byte @Nullable [] answer;
    private final CompletableFuture<Void> passes;
    private final @Nullable Duration delay;
    private final AtomicInteger left = new AtomicInteger(Integer.MAX_VALUE);
    private final AtomicInteger hits = new AtomicInteger();
    private volatile boolean lifted;

    private EngineFault(
            String requests,
            boolean reachesEngine,
            boolean answered,
            byte @Nullable [] answer,
            @Nullable Duration delay,
            CompletableFuture<Void> passes) {
        this.requests = Pattern.compile(requests);
        this.reachesEngine = reachesEngine;
        this.answered = answered;
        this.answer = answer;
        this.delay = delay;
        this.passes = passes;
    }

    static EngineFault refusal(String requests) {
        return new EngineFault(requests, false, false, null, null, CompletableFuture.completedFuture(null));
    }

    static EngineFault delay(String requests, Duration by) {
        return new EngineFault(requests, true, true, null, by, new CompletableFuture<>());
    }

    static EngineFault hanging(String requests) {
        return new EngineFault(requests, true, true, null, null, new CompletableFuture<>());
    }

    static EngineFault swallowed(String requests) {
        return new EngineFault(requests, false, false, null, null, new CompletableFuture<>());
    }

    static EngineFault answer(String requests, int status, String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        String head = "HTTP/1.1 " + status + " Fault\r\nContent-Type: application/json\r\nConnection: close\r\n"
                + "Content-Length: " + bytes.length + "\r\n\r\n";
        byte[] whole = (head + body).getBytes(StandardCharsets.UTF_8);
        return new EngineFault(requests, false, true, whole, null, CompletableFuture.completedFuture(null));
    }

    static EngineFault droppedAnswer(String requests) {
        return new EngineFault(requests, true, false, null, null, CompletableFuture.completedFuture(null));
    }

    /** Only so many requests meet the fault. */
    public EngineFault times(int most) {
        left.set(most);
        return this;
    }

    /** How many requests have met it. */
    public int hits() {
        return hits.get();
    }

    /** Further requests pass; those that it holds back go on. */
    public void lift() {
        lifted = true;
        passes.complete(null);
    }

    boolean takes(String request) {
        if (lifted
                || !requests.matcher(request).lookingAt()
                || left.getAndUpdate(count -> Math.max(0, count - 1)) == 0) {
            return false;
        }
        hits.incrementAndGet();
        return true;
    }

    /** Returns when the request may go on. */
    void hold() {
        if (delay == null) {
            passes.join();
            return;
        }
        CompletableFuture<Void> waiting = passes.copy();
        waiting.completeOnTimeout(null, delay.toMillis(), TimeUnit.MILLISECONDS).join();
    }

    boolean reachesEngine() {
        return reachesEngine;
    }

    boolean answered() {
        return answered;
    }

    byte @Nullable [] answer() {
        return answer;
    }
}
