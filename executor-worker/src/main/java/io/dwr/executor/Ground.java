package io.dwr.executor;

import io.dwr.executor.engine.ContainerEngine;
import io.dwr.executor.engine.EngineFacts;
import io.dwr.executor.identity.ExecutorProfile;
import io.dwr.executor.identity.StateDirectory;
import io.dwr.executor.inventory.HostAddress;
import io.dwr.executor.settings.ExecutorSettings;
import io.dwr.executor.settings.IdentitySettings;
import io.dwr.model.executor.ExecutorId;
import java.nio.file.Path;

/** What all parts of an executor stand on: who it is, its settings, its directory and its engine. */
record Ground(
        ExecutorProfile profile,
        ExecutorSettings settings,
        StateDirectory state,
        ContainerEngine engine,
        EngineFacts facts) {
    static Ground of(ExecutorSettings settings, StateDirectory state, ContainerEngine engine, EngineFacts facts) {
        IdentitySettings identity = settings.identity();
        ExecutorProfile profile =
                new ExecutorProfile(executorId(identity, state), identity.cluster(), address(settings));
        return new Ground(profile, settings, state, engine, facts);
    }

    /** Where the engine keeps images and containers. */
    Path engineData() {
        return Path.of(facts.dataDirectory());
    }

    /** An id that is given to several executors at once is told apart by the number of its directory. */
    private static ExecutorId executorId(IdentitySettings identity, StateDirectory state) {
        String id = identity.id();
        boolean numbered = identity.equalShare() && id != null;
        return state.executorId(numbered ? id + "-" + state.path().getFileName() : id);
    }

    private static String address(ExecutorSettings settings) {
        String configured = settings.identity().ip();
        if (configured != null) {
            return configured;
        }
        String temporal = settings.temporal().address();
        int colon = temporal.lastIndexOf(':');
        return HostAddress.towards(temporal.substring(0, colon), Integer.parseInt(temporal.substring(colon + 1)));
    }
}
