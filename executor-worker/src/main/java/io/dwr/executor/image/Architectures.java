package io.dwr.executor.image;

import io.dwr.executor.engine.ImageFacts;
import java.util.Map;
import java.util.Set;

/**
 * Processors whose programs run on this machine.
 *
 * @param emulated by the operator's word, beside the engine's own and those that its processor understands
 */
public record Architectures(Set<String> emulated) {
    private static final Map<String, Set<String>> UNDERSTOOD = Map.of("amd64", Set.of("386"), "arm64", Set.of("arm"));

    public Architectures {
        emulated = Set.copyOf(emulated);
    }

    /** An image that does not say is believed to fit. */
    public boolean run(ImageFacts image, String own) {
        String built = image.architecture();
        return built.isEmpty()
                || built.equals(own)
                || emulated.contains(built)
                || UNDERSTOOD.getOrDefault(own, Set.of()).contains(built);
    }
}
