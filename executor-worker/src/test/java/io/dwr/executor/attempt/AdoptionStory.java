package io.dwr.executor.attempt;

import static org.awaitility.Awaitility.await;

import io.dwr.executor.engine.ContainerFacts;
import io.dwr.executor.engine.ContainerOutput;
import io.dwr.executor.engine.ForwardingEngine;
import io.dwr.model.job.Outcome;
import io.dwr.model.log.LogSource;
import io.dwr.workflow.ContainerActivity.RunRequest;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** An executor whose process dies when the test says so, and is followed by another. */
abstract class AdoptionStory extends ExecutorStory {
    /** A program that ends when the test says so. */
    static final String UNTIL_STOPPED = "trap 'echo two; exit 6' TERM; echo one; while true; do sleep 0.1; done";

    final AtomicBoolean dead = new AtomicBoolean();
    final CompletableFuture<Void> died = new CompletableFuture<>();

    @BeforeEach
    void makeItMortal() {
        executor.restart(new MortalEngine());
    }

    @AfterEach
    void leaveTheDead() {
        executor.forgetSupervisors();
    }

    /** Once the process is dead, every call of it hangs for ever. */
    class MortalEngine extends ForwardingEngine {
        MortalEngine() {
            super(executor.engine);
        }

        private void live() {
            if (dead.get()) {
                died.complete(null);
                new CompletableFuture<Void>().join();
            }
        }

        @Override
        public ContainerOutput attach(String id, boolean tty) {
            live();
            ContainerOutput output = super.attach(id, tty);
            return new ContainerOutput() {
                @Override
                public void readAll(Sink sink) throws java.io.IOException, InterruptedException {
                    output.readAll((stream, bytes, offset, length) -> {
                        if (dead.get()) {
                            output.close();
                        }
                        live();
                        sink.accept(stream, bytes, offset, length);
                    });
                }

                @Override
                public void close() {
                    live();
                    output.close();
                }
            };
        }

        @Override
        public void start(String id) {
            live();
            super.start(id);
        }

        @Override
        public Optional<ContainerFacts> inspect(String id) {
            live();
            return super.inspect(id);
        }

        @Override
        public boolean stop(String id, int graceSeconds) {
            live();
            return super.stop(id, graceSeconds);
        }

        @Override
        public void remove(String id) {
            live();
            super.remove(id);
        }
    }

    Outcome adoptedBy(RunRequest request) {
        executor.restart(executor.engine);
        return ExecutorFixture.await(executor.deliverAgain(request));
    }

    /** Past all supervisors. */
    void stopFromOutside() {
        executor.engine.stop(executor.containers().getFirst().id(), 60);
    }

    void awaitOutput(String text) {
        await().atMost(Duration.ofSeconds(60))
                .until(() -> executor.written(job, LogSource.STDOUT).contains(text));
    }
}
