package io.dwr.executor.engine;

import io.dwr.executor.engine.ContainerRequest.Amounts;
import io.dwr.executor.engine.ContainerRequest.Program;
import io.dwr.model.job.ContainerOptions;
import io.dwr.model.placement.Resources;
import java.util.List;
import java.util.Map;

/** A container that takes next to nothing, made past the executor. */
public final class SmallContainer {
    private static final Resources LITTLE = new Resources(100, 16L << 20);

    private SmallContainer() {}

    public static ContainerRequest of(String name, Map<String, String> labels, String... command) {
        return new ContainerRequest(
                name,
                labels,
                new Program("box:latest", List.of(command), List.of(), Map.of(), null, null, true, false),
                List.of(),
                new Amounts(LITTLE, 16, List.of()),
                ContainerOptions.DEFAULT);
    }
}
