package io.dwr.executor.report;

import io.dwr.executor.attempt.Attempts;
import io.dwr.executor.contact.ContactFileWriter;
import io.dwr.executor.contact.Contacts;
import io.dwr.executor.contact.Outage;
import io.dwr.executor.engine.ContainerEngine;
import io.dwr.executor.engine.ContainerFacts;
import io.dwr.executor.engine.EngineException;
import io.dwr.executor.engine.EngineUnavailableException;
import io.dwr.executor.identity.ExecutorProfile;
import io.dwr.executor.identity.ReservationLabel;
import io.dwr.executor.journal.Journal;
import io.dwr.executor.journal.JournalException;
import io.dwr.executor.settings.TimingSettings;
import io.dwr.model.executor.HeldAttempt;
import io.dwr.model.executor.HeldResources;
import io.dwr.model.job.JobId;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares what the engine has of ours with what is supervised. A container that nobody asks about is kept while the
 * ledger calls its attempt current, since its delivery may still come, and removed when it was out of contact for too
 * long.
 */
public final class EngineComparison {
    private static final Logger log = LoggerFactory.getLogger(EngineComparison.class);
    private static final Duration KEPT = Duration.ofDays(1);

    private final ContainerEngine engine;
    private final ExecutorProfile profile;
    private final Attempts attempts;
    private final Contacts contacts;
    private final ContactFileWriter contactFile;
    private final Journal journal;
    private final TimingSettings timing;
    private final InstantSource clock;
    private final Outage outage;
    private volatile Map<HeldAttempt, ContainerFacts> lastFound = Map.of();
    private final Set<HeldAttempt> removing = ConcurrentHashMap.newKeySet();

    public EngineComparison(
            ContainerEngine engine,
            ExecutorProfile profile,
            Attempts attempts,
            Contacts contacts,
            ContactFileWriter contactFile,
            Journal journal,
            TimingSettings timing,
            InstantSource clock,
            Outage outage) {
        this.engine = engine;
        this.profile = profile;
        this.attempts = attempts;
        this.contacts = contacts;
        this.contactFile = contactFile;
        this.journal = journal;
        this.timing = timing;
        this.clock = clock;
        this.outage = outage;
    }

    /** One comparison. */
    public synchronized void compare() {
        try {
            Map<HeldAttempt, ContainerFacts> found = found();
            lastFound = Map.copyOf(found);
            outage.back();
            Map<JobId, Integer> newest = newest(found.keySet());
            for (HeldAttempt attempt : found.keySet()) {
                look(attempt, found.get(attempt), newest.getOrDefault(attempt.jobId(), attempt.attempt()));
            }
            forgetGone(found.keySet());
            contactFile.dropMarks();
            journal.forgetOlderThan(
                    KEPT, clock.instant(), attempt -> found.containsKey(attempt) || attempts.isSupervised(attempt));
            journal.writeAgain();
        } catch (EngineUnavailableException away) {
            outage.away(String.valueOf(away.getMessage()));
        } catch (JournalException unwritable) {
            log.error(unwritable.getMessage());
        } catch (EngineException refused) {
            log.warn("the engine's containers cannot be compared: {}", refused.getMessage());
        }
    }

    /** What an attempt takes here, by its supervisor or by the label of its container. */
    public HeldResources held(HeldAttempt attempt) {
        ContainerFacts container = lastFound.get(attempt);
        return attempts.held(attempt)
                .or(() -> container == null ? Optional.empty() : ReservationLabel.read(attempt, container.labels()))
                .orElseGet(() -> HeldResources.unknown(attempt));
    }

    private void look(HeldAttempt attempt, ContainerFacts container, int newest) {
        if (attempts.isSupervised(attempt)) {
            return;
        }
        if (attempt.attempt() < newest || isOver(attempt)) {
            remove(attempt, "it is left over");
            return;
        }
        Optional<Duration> silence = contacts.silence(attempt);
        if (silence.isEmpty()) {
            contacts.touch(attempt);
            return;
        }
        if (silence.get().compareTo(longestSilence(container)) > 0) {
            remove(attempt, "nobody has asked about it for " + silence.get().toSeconds() + " s");
        }
    }

    /** What has ended by itself does no harm, and its delivery may still come for as long as an executor counts as there. */
    private Duration longestSilence(ContainerFacts container) {
        return container.state() == ContainerFacts.State.ENDED
                ? timing.contactLimit().plus(timing.lostAfter())
                : timing.contactLimit();
    }

    /** On a thread of its own: a container that the engine does not give up holds nothing else up. */
    private void remove(HeldAttempt attempt, String why) {
        if (!removing.add(attempt)) {
            return;
        }
        log.warn("the container of {} is removed: {}", attempt, why);
        Thread.ofVirtual().name("remove-" + attempt.jobId()).start(() -> {
            try {
                attempts.removeLeft(attempt);
            } catch (InterruptedException over) {
                Thread.currentThread().interrupt();
            } finally {
                removing.remove(attempt);
            }
        });
    }

    private boolean isOver(HeldAttempt attempt) {
        return journal.find(attempt)
                .map(entry -> entry.refused() || entry.outcome() != null)
                .orElse(false);
    }

    /** An attempt without supervisor and without container is nothing that this executor holds. */
    private void forgetGone(Set<HeldAttempt> found) {
        for (HeldAttempt attempt : contacts.all().keySet()) {
            if (!found.contains(attempt) && !attempts.isSupervised(attempt)) {
                contacts.forget(attempt);
            }
        }
    }

    private Map<JobId, Integer> newest(Set<HeldAttempt> found) {
        Set<HeldAttempt> all = new HashSet<>(found);
        all.addAll(contacts.all().keySet());
        return all.stream().collect(Collectors.toMap(HeldAttempt::jobId, HeldAttempt::attempt, Math::max));
    }

    private Map<HeldAttempt, ContainerFacts> found() {
        List<ContainerFacts> listed = engine.list(profile.ownLabels());
        return listed.stream()
                .filter(container -> attemptOf(container).isPresent())
                .collect(Collectors.toMap(
                        container -> attemptOf(container).orElseThrow(), container -> container, (one, other) -> one));
    }

    private static Optional<HeldAttempt> attemptOf(ContainerFacts container) {
        String job = ExecutorProfile.jobOf(container.labels());
        String attempt = ExecutorProfile.attemptOf(container.labels());
        boolean known = JobId.isValid(job) && attempt.matches("[1-9][0-9]{0,8}");
        return known ? Optional.of(new HeldAttempt(new JobId(job), Integer.parseInt(attempt))) : Optional.empty();
    }
}
