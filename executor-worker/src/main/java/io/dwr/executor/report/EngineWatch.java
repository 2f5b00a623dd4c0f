package io.dwr.executor.report;

import io.dwr.executor.condition.Conditions;
import io.dwr.executor.contact.Outage;
import io.dwr.executor.engine.ContainerEngine;
import io.dwr.executor.engine.EngineException;
import java.net.URI;
import java.util.Map;

/** Asks the engine an easy question now and then, so that no job comes while it does not answer. */
public final class EngineWatch {
    private static final String PART = "engine";

    private final ContainerEngine engine;
    private final Map<String, String> ownLabels;
    private final Outage outage;
    private final Conditions conditions;
    private final String sentence;

    /**
     * @param ownLabels of this executor's containers
     */
    public EngineWatch(
            ContainerEngine engine, URI host, Map<String, String> ownLabels, Outage outage, Conditions conditions) {
        this.engine = engine;
        this.ownLabels = ownLabels;
        this.outage = outage;
        this.conditions = conditions;
        this.sentence = "engine_unreachable: the container engine at " + host + " is out of reach";
    }

    /** One question. */
    public void look() {
        try {
            engine.list(ownLabels);
            outage.back();
            conditions.clear(PART);
        } catch (EngineException noAnswer) {
            outage.away(String.valueOf(noAnswer.getMessage()));
            conditions.set(PART, sentence);
        }
    }
}
