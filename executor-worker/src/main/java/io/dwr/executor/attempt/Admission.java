package io.dwr.executor.attempt;

import io.dwr.executor.attempt.AttemptTools.ContainerLimits;
import io.dwr.executor.engine.ContainerFacts;
import io.dwr.executor.engine.ContainerRequest.BindMount;
import io.dwr.executor.volume.VolumeRefusedException;
import io.dwr.model.job.ContainerOptions;
import io.dwr.model.job.Permission;
import io.dwr.model.job.StatusReason;
import io.dwr.workflow.ContainerActivity.RunRequest;
import java.util.List;
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

    /** The volumes as they are now. */
    static List<BindMount> mounts(AttemptTools tools, RunRequest request) {
        try {
            return request.container().volumes().stream()
                    .map(tools.volumes()::resolve)
                    .toList();
        } catch (VolumeRefusedException refused) {
            throw new AttemptEnd(refused.reason(), String.valueOf(refused.getMessage()), refused);
        }
    }

    /** A path may have been changed since the container was made, or its roots since an earlier process made it. */
    static void checkMounts(AttemptTools tools, RunRequest request, String id) {
        if (request.container().volumes().isEmpty()) {
            return;
        }
        List<BindMount> now = mounts(tools, request);
        List<BindMount> made =
                tools.engine().inspect(id).map(ContainerFacts::mounts).orElse(now);
        if (!Set.copyOf(made).equals(Set.copyOf(now))) {
            throw new AttemptEnd(
                    StatusReason.INVALID_MOUNT,
                    "the source of a volume was changed on executor "
                            + tools.profile().id() + " after its container was made: it leads to "
                            + sources(now) + " and led to " + sources(made),
                    null);
        }
    }

    private static String sources(List<BindMount> mounts) {
        return mounts.stream().map(BindMount::source).collect(Collectors.joining(", "));
    }

    private static AttemptEnd refused(AttemptTools tools, String why) {
        return new AttemptEnd(
                StatusReason.OPTION_NOT_ALLOWED, "executor " + tools.profile().id() + " " + why, null);
    }
}
