package io.dwr.executor.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.dwr.executor.engine.ContainerFacts.State;
import io.dwr.executor.engine.ContainerRequest.BindMount;
import io.dwr.executor.engine.ContainerRequest.Program;
import io.dwr.model.job.ContainerOptions;
import io.dwr.model.job.PullProgress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What every engine promises of itself, its images and its containers, by the words of {@link ContainerEngine}. */
public abstract class ContainerEngineContract extends EngineContract {
    @Test
    void factsSayWhatTheEngineIs() {
        EngineFacts facts = engine().facts();

        assertThat(facts.id()).isNotBlank();
        assertThat(facts.version()).isNotBlank();
        assertThat(facts.dataDirectory()).startsWith("/");
        assertThat(facts.cpus()).isPositive();
        assertThat(facts.memoryBytes()).isPositive();
        assertThat(engine().facts()).isEqualTo(facts);
    }

    @Test
    void imagesAreFoundOrNot() {
        assertThat(engine().findImage("box:latest")).isPresent();
        assertThat(engine().findImage("localhost:1/none:1")).isEmpty();
        assertThat(engine().architecture()).isNotEmpty();
    }

    @Test
    void anImageThatAContainerWasMadeFromIsInUseAndStays() {
        ImageFacts box = engine().findImage("box:latest").orElseThrow();
        engine().create(request("true"));

        assertThat(engine().images()).extracting(ImageFacts::id).contains(box.id());
        assertThat(box.tags()).contains("box:latest");
        assertThat(engine().imagesInUse()).contains(box.id());
        assertThat(engine().removeImage(box.id())).isFalse();
        assertThat(engine().removeImage("localhost:1/none:1")).isFalse();
        assertThat(engine().findImage("box:latest")).isPresent();
    }

    @Test
    void anImageThatCannotBeHadIsToldByThePull() {
        assertThatThrownBy(() -> engine().pull("localhost:1/none:1", null, new PullObserver() {
                    @Override
                    public void progress(PullProgress progress) {}

                    @Override
                    public void retried(String message) {}

                    @Override
                    public void started(Runnable breakOff) {}
                }))
                .isInstanceOf(ImagePullException.class)
                .hasMessageContaining("localhost:1/none:1");
    }

    @Test
    void aContainerIsMadeAndNotStarted() {
        ContainerRequest request = request("true");
        String id = engine().create(request);

        ContainerFacts facts = engine().inspect(id).orElseThrow();
        assertThat(facts.id()).isEqualTo(id);
        assertThat(facts.name()).isEqualTo(request.name());
        assertThat(facts.labels()).containsAllEntriesOf(request.labels());
        assertThat(facts.state()).isEqualTo(State.CREATED);
        assertThat(facts.exitCode()).isZero();
        assertThat(facts.startedAt()).isNull();
        assertThat(facts.finishedAt()).isNull();
        assertThat(facts.mounts()).isEmpty();
    }

    @Test
    void aTakenNameIsTold() {
        ContainerRequest request = request("true");
        engine().create(request);

        assertThatThrownBy(() -> engine().create(request)).isInstanceOf(NameTakenException.class);
        assertThat(engine().list(labels())).hasSize(1);
        assertThat(engine().create(request.named(request.name() + "-2"))).isNotBlank();
    }

    @Test
    void aMissingImageIsTold() {
        ContainerRequest other = request(
                new Program("localhost:1/none:1", List.of("true"), List.of(), Map.of(), null, null, true, false));

        assertThatThrownBy(() -> engine().create(other)).isInstanceOf(ImageMissingException.class);
    }

    @Test
    void whatTheEngineDoesNotTakeIsRefusedAndNothingIsMade() {
        assertThatThrownBy(() -> created()).isInstanceOf(EngineRefusalException.class);
        assertThat(engine().list(labels())).isEmpty();
    }

    @Test
    void aProgramThatIsMissingIsRefusedAtTheStart() {
        String id = engine().create(request(
                new Program("box:latest", List.of("nosuch"), List.of(), Map.of(), null, null, false, false)));

        EngineRefusalException refusal = catchThrowableOfType(EngineRefusalException.class, () -> engine().start(id));

        assertThat(refusal).hasMessageContaining("nosuch");
        assertThat(state(id)).isNotEqualTo(State.RUNNING);
    }

    @Test
    void listsAreByAllLabelsAndInAnyState() throws Exception {
        String created = created("true");
        String running = up(FOREVER);
        String ended = ended("true");

        assertThat(engine().list(Map.of("contract", run, "number", "one")))
                .extracting(ContainerFacts::id)
                .containsExactlyInAnyOrder(created, running, ended);
        assertThat(engine().list(labels()))
                .extracting(ContainerFacts::state)
                .containsExactlyInAnyOrder(State.CREATED, State.RUNNING, State.ENDED);
        assertThat(engine().list(labels()))
                .allSatisfy(listed -> assertThat(listed.labels()).containsAllEntriesOf(labels()));
        assertThat(engine().list(Map.of("contract", run, "number", "two"))).isEmpty();
    }

    @Test
    void onlyARunningContainerUsesAnything() throws Exception {
        String running = up(FOREVER);

        Optional<ContainerSample> sample = engine().sample(running);

        assertThat(sample).isPresent();
        assertThat(sample.get().memoryBytes()).isPositive();
        assertThat(engine().sample(ended("true"))).isEmpty();
    }

    @Test
    void mountsAreAsTheyWereAskedFor() {
        BindMount mount = new BindMount("/tmp", "/in", true);

        String id = engine().create(request(ContainerOptions.DEFAULT, List.of(mount), false, "true"));

        assertThat(engine().inspect(id).orElseThrow().mounts()).containsExactly(mount);
    }
}
