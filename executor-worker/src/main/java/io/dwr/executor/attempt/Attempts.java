package io.dwr.executor.attempt;

import io.dwr.executor.contact.Contacts;
import io.dwr.executor.journal.Journal;
import io.dwr.executor.journal.JournalException;
import io.dwr.model.executor.HeldAttempt;
import io.dwr.model.executor.HeldResources;
import io.dwr.redis.ledger.LedgerUnavailableException;
import io.dwr.workflow.ContainerActivity.RunRequest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All attempts that this process supervises: one supervisor each, however often one is delivered. */
public final class Attempts {
    private static final Logger log = LoggerFactory.getLogger(Attempts.class);

    private final AttemptTools tools;
    private final Map<HeldAttempt, AttemptSupervisor> supervisors = new ConcurrentHashMap<>();
    private final Set<HeldAttempt> killing = ConcurrentHashMap.newKeySet();

    public Attempts(AttemptTools tools) {
        this.tools = tools;
    }

    /** The supervisor of an attempt; begins it on the first delivery. */
    AttemptSupervisor join(RunRequest request, boolean first, @Nullable String earlierContainer) {
        HeldAttempt attempt = new HeldAttempt(request.jobId(), request.attempt());
        tools.contacts().touch(attempt);
        AttemptSupervisor supervisor =
                supervisors.computeIfAbsent(attempt, key -> begun(request, first, earlierContainer));
        tools.contacts().touch(attempt);
        return supervisor;
    }

    private AttemptSupervisor begun(RunRequest request, boolean first, @Nullable String earlierContainer) {
        AttemptSupervisor supervisor = new AttemptSupervisor(tools, request, first, earlierContainer);
        supervisor.begin(() -> supervisors.remove(supervisor.attempt(), supervisor));
        return supervisor;
    }

    /** Whether a supervisor is at work on it. */
    public boolean isSupervised(HeldAttempt attempt) {
        return supervisors.containsKey(attempt);
    }

    /** What a supervised attempt takes here. */
    public Optional<HeldResources> held(HeldAttempt attempt) {
        return Optional.ofNullable(supervisors.get(attempt)).map(AttemptSupervisor::held);
    }

    /** Stops attempts whose last contact is too long ago, since their jobs may run elsewhere soon. */
    public void killSilent(Duration limit) {
        Contacts contacts = tools.contacts();
        for (AttemptSupervisor supervisor : List.copyOf(supervisors.values())) {
            boolean silent = contacts.silence(supervisor.attempt())
                    .map(silence -> silence.compareTo(limit) > 0)
                    .orElse(false);
            if (silent && supervisor.containerId() != null && killing.add(supervisor.attempt())) {
                Thread.ofVirtual().name("kill-" + supervisor.attempt().jobId()).start(() -> kill(supervisor));
            }
        }
    }

    /** An engine that is slow to kill one holds no other up. */
    private void kill(AttemptSupervisor supervisor) {
        try {
            supervisor.kill(StopCause.OUT_OF_CONTACT);
        } finally {
            killing.remove(supervisor.attempt());
        }
    }

    /** Writes a line into the log of the attempt that holds this device, if one does. */
    public void tellHolder(String gpuUuid, String sentence) {
        for (AttemptSupervisor supervisor : List.copyOf(supervisors.values())) {
            if (supervisor.held().gpuUuids().contains(gpuUuid)) {
                Thread.ofVirtual().name("tell-" + supervisor.attempt().jobId()).start(() -> supervisor.tell(sentence));
            }
        }
    }

    /** Tells the ledger where all attempts stand, also what it was told before and may have lost. */
    public void retellStages() {
        supervisors.values().forEach(supervisor -> supervisor.stages().retell());
    }

    /** Tells the ledger again what it could not be told. */
    public void tellStagesAgain() {
        supervisors.values().forEach(supervisor -> supervisor.stages().tellAgain());
    }

    /**
     * Makes sure that an attempt has no container and never will have one; returns when that is so.
     *
     * @throws JournalException when the container is gone, but the next process might make one again
     */
    public void supersede(HeldAttempt attempt) throws InterruptedException {
        JournalException unwritable = refuse(attempt);
        AttemptSupervisor supervisor = supervisors.get(attempt);
        if (supervisor != null) {
            supervisor.stop(StopCause.SUPERSEDED);
            try {
                supervisor.outcome().join();
            } catch (CompletionException broken) {
                log.warn("{} had broken already", attempt, broken);
            }
        }
        removeLeft(attempt);
        tools.logs().forget(attempt);
        if (unwritable != null) {
            throw unwritable;
        }
    }

    /**
     * Tells the ledger that the container of a superseded attempt is gone, and before it how the attempt ended by itself,
     * if it did.
     *
     * @throws LedgerUnavailableException when it is to be told later
     */
    public void confirmGone(HeldAttempt attempt) {
        new OutcomeKeeper(tools).tellAgain(attempt);
        tools.ledger().confirmGone(attempt.jobId(), attempt.attempt());
    }

    /** A full disk lets nothing run on; it only keeps the absence from being promised. */
    private @Nullable JournalException refuse(HeldAttempt attempt) {
        Journal journal = tools.journal();
        if (!journal.isRefused(attempt)) {
            log.warn("{} is superseded: its container is stopped", attempt);
        }
        try {
            journal.refuse(attempt);
            return null;
        } catch (JournalException unwritable) {
            return unwritable;
        }
    }

    /** Removes whatever the engine has of an attempt that nobody supervises. */
    public void removeLeft(HeldAttempt attempt) throws InterruptedException {
        new ContainerRemoval(tools, attempt).untilGone(null);
        tools.contacts().forget(attempt);
    }
}
