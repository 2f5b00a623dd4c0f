package io.dwr.e2e;

import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.model.Event;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Counts the containers that an engine makes for each job, whatever becomes of them: it forgets its own events soon. */
final class CreatedContainers extends ResultCallback.Adapter<Event> {
    private final Map<String, Set<String>> made = new ConcurrentHashMap<>();

    @Override
    public void onNext(Event creation) {
        made.computeIfAbsent(creation.getActor().getAttributes().get("dwr.job"), _ -> ConcurrentHashMap.newKeySet())
                .add(creation.getActor().getId());
    }

    @Override
    public void close() {
        try {
            super.close();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    int of(String jobId) {
        return made.getOrDefault(jobId, Set.of()).size();
    }
}
