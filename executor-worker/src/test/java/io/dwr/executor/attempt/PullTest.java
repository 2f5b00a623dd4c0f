package io.dwr.executor.attempt;

import static io.dwr.executor.attempt.ExecutorFixture.image;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dwr.executor.engine.ContainerRequest;
import io.dwr.executor.engine.ForwardingEngine;
import io.dwr.model.job.ImageUse;
import io.dwr.model.job.JobId;
import io.dwr.model.job.Outcome;
import io.dwr.model.job.PullPolicy;
import io.dwr.model.job.PullProgress;
import io.dwr.model.job.PullRetry;
import io.dwr.model.job.Stage;
import io.dwr.model.job.StatusReason;
import io.dwr.model.log.LogSource;
import io.dwr.test.FakeRegistry;
import io.dwr.test.FakeRegistry.Repository;
import io.dwr.test.RegistryServer;
import io.dwr.test.TinyImage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Attempts whose image is in a registry, which may be at fault. */
class PullTest {
    @TempDir
    Path state;

    @TempDir
    Path volumes;

    private final FakeRegistry registry = FakeRegistry.start();
    private final JobId job = ExecutorFixture.newJob();
    private ExecutorFixture executor;

    @BeforeEach
    void start() {
        executor = new ExecutorFixture(state, volumes);
    }

    @AfterEach
    void nothingIsLeft() {
        assertThat(executor.containers()).isEmpty();
        executor.forgetImages(registry.address());
        executor.close();
        registry.close();
    }

    private static ImageUse ran(Outcome outcome) {
        return Objects.requireNonNull(outcome.image());
    }

    private static PullProgress pull(Outcome outcome) {
        return Objects.requireNonNull(ran(outcome).pull());
    }

    private long triesOf(String name) {
        return registry.requests(name).stream()
                .filter(request -> request.path().contains("/manifests/")
                        && request.method().equals("HEAD"))
                .count();
    }

    /** Case 31: beside the digest, a tag that has moved on says nothing. */
    @Test
    void aDigestIsWhatRunsWithATagOrWithout() {
        try (RegistryServer real = RegistryServer.start()) {
            TinyImage tiny = TinyImage.small();
            String tagged = tiny.pushTo(real.address(), "box");
            String digested = real.address() + "/box@" + tiny.digest();

            Outcome first = executor.run(image(digested, "echo", "a").as(job));
            executor.forgetImages(real.address());
            Outcome second = executor.run(image(tagged, "echo", "b").as(ExecutorFixture.newJob()));
            executor.forgetImages(real.address());
            TinyImage.small().pushTo(real.address(), "box");
            Outcome third = executor.run(
                    image(tagged + "@" + tiny.digest(), "echo", "c").as(ExecutorFixture.newJob()));

            for (Outcome outcome : List.of(first, second, third)) {
                assertThat(outcome.reason()).as(outcome.message()).isEqualTo(StatusReason.COMPLETED);
                assertThat(ran(outcome).digest()).isEqualTo(tiny.digest());
                assertThat(ran(outcome).id()).startsWith("sha256:");
            }
            assertThat(executor.written(job, LogSource.STDOUT)).isEqualTo("a\n");
            executor.forgetImages(real.address());
        }
    }

    @ParameterizedTest
    @CsvSource({"503, UNAVAILABLE", "429, TOOMANYREQUESTS", "500, UNKNOWN"})
    void aFaultThatPassesIsTriedAgainWithinTheAttempt(int status, String code) {
        Repository box = registry.serve("box", TinyImage.small()).fails(2, status, code);

        Outcome outcome = executor.run(image(box.reference(), "true").as(job));

        assertThat(outcome.reason()).as(outcome.message()).isEqualTo(StatusReason.COMPLETED);
        assertThat(pull(outcome).retries()).hasSize(2);
        assertThat(pull(outcome).layersDone()).isEqualTo(1);
        assertThat(pull(outcome).bytesDone()).isEqualTo(pull(outcome).bytes()).isPositive();
        assertThat(executor.ledger.images.getLast()).isEqualTo(outcome.image());
    }

    /** The engine passes the whole page on. */
    @Test
    void aPageOfWhateverStandsBeforeTheRegistryIsTakenForItsStatus() {
        Repository box = registry.serve("box", TinyImage.small()).answersWith(403, "<html>" + "<p>\n".repeat(4000));

        Outcome outcome = executor.run(image(box.reference(), "true").as(job));

        assertThat(outcome.reason()).as(outcome.message()).isEqualTo(StatusReason.IMAGE_UNAUTHORIZED);
        assertThat(outcome.message()).hasSizeLessThan(2000);
    }

    @Test
    void aConnectionThatIsCutIsTriedAgain() {
        Repository box = registry.serve("box", TinyImage.small()).fails(3, 0, "");

        Outcome outcome = executor.run(image(box.reference(), "true").as(job));

        assertThat(outcome.reason()).as(outcome.message()).isEqualTo(StatusReason.COMPLETED);
        assertThat(pull(outcome).retries()).isNotEmpty();
    }

    @Test
    void aFaultThatStaysEndsTheAttemptAndSaysHowOftenItWasTried() {
        Repository box = registry.serve("box", TinyImage.small()).fails(1000, 503, "UNAVAILABLE");

        Outcome outcome = executor.run(image(box.reference(), "true").as(job));

        assertThat(outcome.reason()).isEqualTo(StatusReason.IMAGE_PULL_FAILED);
        assertThat(outcome.message()).contains("503", "tried 6 times");
        assertThat(triesOf("box")).isEqualTo(6);
        assertThat(pull(outcome).retries()).hasSize(5);
    }

    /** Case 35: the engine tries a layer again by itself, and the job's story tells it. */
    @Test
    @Tag("nightly")
    void aLayerThatBreaksOffTwiceArrives() {
        Repository box = registry.serve("box", TinyImage.small()).cuts(2);

        Outcome outcome = executor.run(image(box.reference(), "true").as(job));

        assertThat(outcome.reason()).as(outcome.message()).isEqualTo(StatusReason.COMPLETED);
        assertThat(pull(outcome).retries())
                .extracting(PullRetry::message)
                .hasSize(2)
                .allMatch(words -> words.contains("broke off"));
    }

    @Test
    void whatCannotGoWellIsNotTriedAgain() {
        Repository box = registry.serve("box", TinyImage.small()).fails(1000, 404, "MANIFEST_UNKNOWN");

        Outcome outcome = executor.run(image(box.reference(), "true").as(job));

        assertThat(outcome.reason()).as(outcome.message()).isEqualTo(StatusReason.IMAGE_NOT_FOUND);
        assertThat(triesOf("box")).isEqualTo(1);
    }

    @Test
    void aRegistryThatDoesNotExistIsNotTriedAgainHere() {
        String nameThatNoServerIsAskedFor = "a".repeat(64) + ".invalid";

        Outcome outcome = executor.run(
                image(nameThatNoServerIsAskedFor + "/box:1", "true").as(job));

        assertThat(outcome.reason()).as(outcome.message()).isEqualTo(StatusReason.REGISTRY_NOT_FOUND);
        assertThat(pull(outcome).retries()).isEmpty();
    }

    @Test
    void anImageForAnotherProcessorIsTold() {
        Repository listed =
                registry.serve("listed", new TinyImage("s390x", 1000)).onlyFor("s390x");
        Repository plain = registry.serve("plain", new TinyImage("s390x", 1000));
        String own = executor.engine.architecture();

        Outcome fromList = executor.run(image(listed.reference(), "true").as(job));
        Outcome fromImage = executor.run(image(plain.reference(), "true").as(ExecutorFixture.newJob()));

        for (Outcome outcome : List.of(fromList, fromImage)) {
            assertThat(outcome.reason()).as(outcome.message()).isEqualTo(StatusReason.IMAGE_WRONG_ARCHITECTURE);
            assertThat(outcome.message()).contains("linux/s390x", "linux/" + own);
        }
    }

    /** Case 77. */
    @Test
    void aSlowPullCostsNoRunTime() {
        Repository box = registry.serve("box", new TinyImage(executor.engine.architecture(), 3_000_000))
                .drips(500_000);

        Outcome outcome = executor.run(image(box.reference(), "true").timeout(4).as(job));

        assertThat(outcome.reason()).as(outcome.message()).isEqualTo(StatusReason.COMPLETED);
        assertThat(executor.ledger.stages).containsExactly(Stage.PULLING, Stage.STARTING, Stage.RUNNING);
        assertThat(executor.ledger.images)
                .as("told on the way")
                .anyMatch(told -> told.pull() != null
                        && told.pull().bytesDone() > 0
                        && told.pull().bytesDone() < told.pull().bytes());
    }

    @Test
    void aRegistryThatHangsIsGivenUpAndLeftAlone() {
        executor.noProgress = Duration.ofSeconds(2);
        executor.restart(executor.engine);
        Repository box = registry.serve("box", TinyImage.small()).hangs(true);

        Outcome outcome = executor.run(image(box.reference(), "true").as(job));

        assertThat(outcome.reason()).isEqualTo(StatusReason.IMAGE_PULL_TIMEOUT);
        assertThat(outcome.message()).contains("IMAGE_PULL_NO_PROGRESS_TIMEOUT");
        assertThat(pull(outcome).noProgressTimeout()).isEqualTo(2);
        assertThat(pull(outcome).timeout()).isEqualTo(300);
        await().atMost(Duration.ofSeconds(60)).until(PullTest::noPullIsUnderWay);
        box.hangs(false);
    }

    private static boolean noPullIsUnderWay() {
        return Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().startsWith("pull-"));
    }

    /** Case 43. */
    @Test
    void anImageThatIsDeletedBeforeItsContainerIsMadeIsFetchedAgain() {
        Repository box = registry.serve("box", TinyImage.small());
        AtomicInteger deletions = new AtomicInteger();
        executor.restart(new ForwardingEngine(executor.engine) {
            @Override
            public String create(ContainerRequest request) {
                if (deletions.incrementAndGet() <= 3) {
                    executor.engine.removeImage(box.reference());
                }
                return super.create(request);
            }
        });

        Outcome outcome = executor.run(image(box.reference(), "echo", "made").as(job));

        assertThat(outcome.reason()).as(outcome.message()).isEqualTo(StatusReason.COMPLETED);
        assertThat(executor.written(job, LogSource.STDOUT)).isEqualTo("made\n");
        assertThat(executor.written(job, LogSource.SYSTEM).lines()).hasSize(2);
    }

    @Test
    void aPolicyOfNeverIsKeptAlsoWhenTheImageIsDeleted() {
        Repository box = registry.serve("box", TinyImage.small());
        executor.run(image(box.reference(), "true").as(job));
        long tries = triesOf("box");
        executor.restart(new ForwardingEngine(executor.engine) {
            @Override
            public String create(ContainerRequest request) {
                executor.engine.removeImage(box.reference());
                return super.create(request);
            }
        });

        Outcome outcome = executor.run(
                image(box.reference(), "true").pull(PullPolicy.NEVER).as(ExecutorFixture.newJob()));

        assertThat(outcome.reason()).isEqualTo(StatusReason.IMAGE_NOT_FOUND);
        assertThat(triesOf("box")).isEqualTo(tries);
    }

    @Test
    void anImageThatIsThereIsNotAskedFor() {
        Repository box = registry.serve("box", TinyImage.small());
        executor.run(image(box.reference(), "true").as(job));
        int before = registry.requests("box").size();

        Outcome missing = executor.run(image(box.reference(), "true").as(ExecutorFixture.newJob()));
        assertThat(registry.requests("box")).hasSize(before);
        assertThat(ran(missing).pull()).isNull();

        Outcome always = executor.run(
                image(box.reference(), "true").pull(PullPolicy.ALWAYS).as(ExecutorFixture.newJob()));
        assertThat(registry.requests("box").size()).isGreaterThan(before);
        assertThat(ran(always).digest()).isEqualTo(ran(missing).digest());
        assertThat(executor.engine.images())
                .filteredOn(image -> image.tags().contains(box.reference()))
                .hasSize(1);
    }
}
