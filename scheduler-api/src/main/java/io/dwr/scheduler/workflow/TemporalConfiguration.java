package io.dwr.scheduler.workflow;

import io.dwr.redis.RedisStores;
import io.dwr.scheduler.settings.SchedulerSettings;
import io.dwr.workflow.JobWorkflow;
import io.dwr.workflow.JobWorkflowImpl;
import io.dwr.workflow.PayloadConverters;
import io.dwr.workflow.TemporalConnection;
import io.temporal.api.enums.v1.QueryRejectCondition;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerFactory;
import io.temporal.worker.WorkerFactoryOptions;
import io.temporal.worker.WorkerOptions;
import java.time.Clock;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * The connection to Temporal and the worker of job workflows. Starter and worker share one client, so that the first
 * workflow task of a new job comes back with the answer to its start.
 */
@Configuration(proxyBeanMethods = false)
class TemporalConfiguration {
    /** Schedulers are few: they look for Temporal anew so often that a connection which is cut without a sign costs little. */
    private static final Duration RECONNECT = Duration.ofSeconds(2);

    private static final int CACHED_WORKFLOWS = 1000;
    private static final long DEADLOCK_MILLIS = 5000;

    @Bean(destroyMethod = "shutdown")
    WorkflowServiceStubs temporalService(SchedulerSettings settings) {
        return WorkflowServiceStubs.newServiceStubs(
                TemporalConnection.options(settings.temporal().address())
                        .setGrpcReconnectFrequency(RECONNECT)
                        .build());
    }

    @Bean
    WorkflowClient temporalClient(WorkflowServiceStubs service, SchedulerSettings settings) {
        return WorkflowClient.newInstance(
                service,
                WorkflowClientOptions.newBuilder()
                        .setNamespace(settings.temporal().namespace())
                        .setIdentity("scheduler@" + ProcessHandle.current().pid())
                        .setQueryRejectCondition(QueryRejectCondition.QUERY_REJECT_CONDITION_NOT_OPEN)
                        .setDataConverter(PayloadConverters.dataConverter())
                        .build());
    }

    @Bean(destroyMethod = "close")
    TemporalJobWorkflows jobWorkflows(WorkflowClient client, SchedulerSettings settings, Clock clock) {
        return new TemporalJobWorkflows(client, settings.temporal(), settings.lostAfter(), clock);
    }

    // Its life is that of WorkflowWorker.
    @Bean(destroyMethod = "")
    WorkerFactory workerFactory(WorkflowClient client, RedisStores stores, SchedulerSettings settings) {
        WorkerFactory factory = WorkerFactory.newInstance(
                client,
                WorkerFactoryOptions.newBuilder()
                        .setUsingVirtualWorkflowThreads(true)
                        .setWorkflowCacheSize(CACHED_WORKFLOWS)
                        .build());
        Worker worker = factory.newWorker(
                JobWorkflow.TASK_QUEUE,
                WorkerOptions.newBuilder()
                        .setUsingVirtualThreads(true)
                        .setLocalActivityWorkerOnly(true)
                        .setDefaultDeadlockDetectionTimeout(DEADLOCK_MILLIS)
                        .build());
        worker.registerWorkflowImplementationTypes(JobWorkflowImpl.class);
        worker.registerActivitiesImplementations(new StoredLedgerActivities(
                stores.ledger(), stores.queues(), settings.lostAfter(), settings.retention()));
        return factory;
    }

    @Bean
    WorkflowWorker workflowWorker(WorkerFactory factory, SchedulerSettings settings) {
        return new WorkflowWorker(factory, settings.temporal());
    }
}
