package io.dwr.workflow;

import io.dwr.model.job.AttemptRecord;
import io.dwr.model.job.Cause;
import io.dwr.model.job.FinalRecord;
import io.dwr.model.job.Outcome;
import io.dwr.model.placement.Placement;
import io.dwr.model.placement.Requirements;
import io.dwr.model.placement.Reservation;
import io.dwr.model.placement.Verdict;
import io.temporal.workflow.Workflow;
import java.time.Duration;

/** The sentences that a person reads in the Web UI as the workflow's current details. Costs no history event. */
final class Details {
    private Details() {}

    static void waiting(int attempt, Placement placement, Requirements asked) {
        Verdict verdict = placement.verdict();
        String why = verdict == null ? "behind jobs with the same requirements" : verdict.sentence(asked);
        why = placement.quota() == null ? why : placement.quota();
        show("**Waiting** for room, attempt " + attempt + ": " + why + ".");
    }

    static void running(int attempt, Reservation reservation) {
        String gpus = reservation.gpuUuids().isEmpty() ? "" : ", GPUs " + String.join(", ", reservation.gpuUuids());
        show("**Running**, attempt " + attempt + " on " + place(reservation) + gpus
                + ". The pending activity tells stage and container.");
    }

    static void stopping(int attempt, Reservation reservation) {
        show("**Stopping**, attempt " + attempt + " on " + place(reservation)
                + ": waiting until the container is gone.");
    }

    static void lost(AttemptRecord attempt) {
        Outcome outcome = attempt.outcome();
        String cause = outcome == null ? "" : outcome.message();
        show("**Out of reach**, attempt " + attempt.number() + ": " + cause
                + ". Waiting until its container is gone for certain.");
    }

    static void retrying(int nextAttempt, Outcome last, Duration delay) {
        show("**Trying again** in " + delay.toSeconds() + " s, attempt " + nextAttempt + ": " + last.message() + ".");
    }

    static void ledgerAway(Duration delay) {
        show("**Redis does not answer.** The job goes on when it is back; next try in " + delay.toSeconds() + " s.");
    }

    static void ended(FinalRecord end) {
        show(endOf(end));
    }

    /** What is said already is not said again. */
    static String endOf(FinalRecord end) {
        String code = "exit code " + end.exitCode();
        String exitCode = end.exitCode() == null || end.message().contains(code) ? "" : ", " + code;
        String advice = Cause.of(end.reason(), end.exitCode()).advice();
        String next = advice == null || end.message().contains(advice) ? "" : ": " + advice;
        return "**" + end.status().word() + "** (" + end.reason().code() + exitCode + "): " + end.message() + next
                + ".";
    }

    private static String place(Reservation reservation) {
        return "executor " + reservation.executorId() + " (" + reservation.executorIp() + ")";
    }

    private static void show(String text) {
        Workflow.setCurrentDetails(text);
    }
}
