package io.dwr.executor.attempt;

import io.dwr.model.executor.HeldAttempt;
import io.dwr.model.job.ImageUse;
import io.dwr.model.job.Stage;
import io.dwr.redis.ledger.ExecutorLedger;
import io.dwr.redis.ledger.LedgerUnavailableException;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the ledger where an attempt stands. Nothing waits for it: what could not be told is told later. */
final class StageTeller {
    private static final Logger log = LoggerFactory.getLogger(StageTeller.class);

    private final ExecutorLedger ledger;
    private final HeldAttempt attempt;
    private volatile Stage stage = Stage.DISPATCHING;
    private @Nullable Instant startedAt;
    private @Nullable String explanation;
    private volatile @Nullable ImageUse image;
    private boolean untold;
    private boolean imageUntold;

    StageTeller(ExecutorLedger ledger, HeldAttempt attempt) {
        this.ledger = ledger;
        this.attempt = attempt;
    }

    @Nullable
    ImageUse image() {
        return image;
    }

    /** What is known of the image, told with the next stage. */
    synchronized void noteImage(@Nullable ImageUse known) {
        imageUntold = imageUntold || !Objects.equals(known, image);
        image = known;
    }

    /** What is known of the image, told now when it is news. */
    synchronized void image(ImageUse known) {
        noteImage(known);
        tellAgain();
    }

    Stage current() {
        return stage;
    }

    void tell(Stage next) {
        tell(next, null);
    }

    synchronized void tell(Stage next, @Nullable Instant started) {
        stage = next;
        startedAt = started == null ? startedAt : started;
        explanation = null;
        untold = true;
        tellAgain();
    }

    /** Why the attempt stays where it stands, for a person. */
    synchronized void explain(String sentence) {
        if (!sentence.equals(explanation)) {
            log.warn("{}: {}", attempt, sentence);
            explanation = sentence;
            untold = true;
            tellAgain();
        }
    }

    /** Tells all of it once more: a ledger that lost it is told again where its executors stand. */
    synchronized void retell() {
        untold = untold || stage != Stage.DISPATCHING;
        imageUntold = imageUntold || image != null;
        tellAgain();
    }

    synchronized void tellAgain() {
        if (!untold && !imageUntold) {
            return;
        }
        try {
            tellImage();
            if (untold) {
                ledger.progress(attempt.jobId(), attempt.attempt(), stage, startedAt, explanation);
                untold = false;
            }
        } catch (LedgerUnavailableException away) {
            log.debug("{} of {} could not be told", stage, attempt, away);
        } catch (RuntimeException fault) {
            log.warn("{} of {} could not be told; the attempt goes on", stage, attempt, fault);
        }
    }

    private void tellImage() {
        ImageUse known = image;
        if (imageUntold && known != null) {
            ledger.tellImage(attempt.jobId(), attempt.attempt(), known);
        }
        imageUntold = false;
    }
}
