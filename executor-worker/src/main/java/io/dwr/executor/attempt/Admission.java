package io.dwr.executor.attempt;

import io.dwr.executor.attempt.AttemptTools.ContainerLimits;
import io.dwr.model.job.ContainerOptions;
import io.dwr.model.job.Permission;
import io.dwr.model.job.StatusReason;
import io.dwr.workflow.ContainerActivity.RunRequest;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Whether the operator allows what a container asks for, whoever placed it here and whatever the ledger holds. */
final class Admission {
    private Admission() {}

    /** Ends an attempt that may not run here. */
    static void check(AttemptTools tools, RunRequest request) {
        ContainerLimits limits = tools.limits();
        ContainerOptions options = request.container().chosen();
        Set<Permission> missing = new TreeSet<>(Permission.neededBy(options));
        missing.removeAll(limits.allowed());
        if (!missing.isEmpty()) {
            String words = missing.stream().map(Permission::text).collect(Collectors.joining(","));
            throw refused(tools, "does not allow " + words + ": its operator may add it to EXECUTOR_ALLOW");
        }
        Long pids = options.limits().pids();
        if (pids != null && pids > limits.pids()) {
            throw refused(
                    tools,
                    "gives a container at most " + limits.pids() + " processes (EXECUTOR_PIDS_LIMIT), asked for are "
                            + pids + ": lower pids_limit");
        }
    }

    private static AttemptEnd refused(AttemptTools tools, String why) {
        return new AttemptEnd(
                StatusReason.OPTION_NOT_ALLOWED, "executor " + tools.profile().id() + " " + why, null);
    }
}
