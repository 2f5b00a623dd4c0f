package io.dwr.executor.attempt;

import io.dwr.executor.condition.Conditions;
import io.dwr.executor.contact.ContactFileWriter;
import io.dwr.executor.contact.Contacts;
import io.dwr.executor.engine.ContainerEngine;
import io.dwr.executor.identity.ExecutorProfile;
import io.dwr.executor.image.Architectures;
import io.dwr.executor.image.ImageStore;
import io.dwr.executor.inventory.GpuCheck;
import io.dwr.executor.journal.Journal;
import io.dwr.executor.kernel.KernelLog;
import io.dwr.executor.log.AttemptLogs;
import io.dwr.executor.usage.UsageSampler;
import io.dwr.executor.volume.VolumeRoots;
import io.dwr.model.job.Permission;
import io.dwr.redis.job.PostMortemStore;
import io.dwr.redis.ledger.ExecutorLedger;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * What supervisors work with.
 *
 * @param limits what every container is held to
 * @param contactLimit silence after which an attempt's container may run elsewhere soon
 * @param engineOutage longest that an attempt without a container waits for the engine
 */
public record AttemptTools(
        ContainerEngine engine,
        ImageStore images,
        Architectures architectures,
        VolumeRoots volumes,
        ExecutorLedger ledger,
        AttemptLogs logs,
        PostMortemStore postMortems,
        Journal journal,
        Contacts contacts,
        ContactFileWriter contactFile,
        ExecutorProfile profile,
        UsageSampler usage,
        KernelLog kernel,
        Conditions conditions,
        GpuCheck gpus,
        ContainerLimits limits,
        Duration contactLimit,
        Duration engineOutage,
        InstantSource clock) {
    /**
     * What every container is held to.
     *
     * @param pids most processes that a container may have, whatever it asks for
     * @param hidesGpus whether containers without GPUs must be told to use none, since the engine could hand them out;
     *     asked at each creation, since the toolkit for it may be installed meanwhile
     * @param allowed what the operator allows beyond what is safe
     */
    public record ContainerLimits(long pids, BooleanSupplier hidesGpus, Set<Permission> allowed) {
        public ContainerLimits {
            allowed = Set.copyOf(allowed);
        }
    }
}
