package io.dwr.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.GeneralCodingRules;

/** The arrows between the modules, and what keeps workflow code deterministic. */
@AnalyzeClasses(packages = "io.dwr", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String MODEL = "io.dwr.model..";
    private static final String WORKFLOW = "io.dwr.workflow..";
    private static final String REDIS = "io.dwr.redis..";
    private static final String SCHEDULER = "io.dwr.scheduler..";
    private static final String EXECUTOR = "io.dwr.executor..";
    private static final String CLI = "io.dwr.cli..";

    @ArchTest
    static final ArchRule modelKnowsNobody = noClasses()
            .that()
            .resideInAPackage(MODEL)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    WORKFLOW, REDIS, SCHEDULER, EXECUTOR, CLI, "org.springframework..", "io.temporal..", "io.lettuce..")
            .because("the words of the project stand on no framework and on no other module");

    @ArchTest
    static final ArchRule workflowsStandOnModelAndTemporal = noClasses()
            .that()
            .resideInAPackage(WORKFLOW)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    REDIS,
                    SCHEDULER,
                    EXECUTOR,
                    CLI,
                    "org.springframework..",
                    "io.lettuce..",
                    "com.github.dockerjava..",
                    "java.io..",
                    "java.nio..",
                    "java.net..",
                    "java.util.concurrent..")
            .because("workflow code is replayed from its history: it may ask nothing of the world but by activities");

    @ArchTest
    static final ArchRule workflowsReadNoClockAndNoRandomness = noClasses()
            .that()
            .resideInAPackage(WORKFLOW)
            .should()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(System.class, "nanoTime")
            .orShould()
            .callMethod(java.time.Instant.class, "now")
            .orShould()
            .callMethod(java.util.UUID.class, "randomUUID")
            .orShould()
            .callMethod(Math.class, "random")
            .orShould()
            .callMethod(Thread.class, "sleep", long.class)
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo(java.util.Random.class)
            .because("a replay must decide as the first run did; Workflow gives time and randomness");

    @ArchTest
    static final ArchRule redisStandsOnModel = noClasses()
            .that()
            .resideInAPackage(REDIS)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(WORKFLOW, SCHEDULER, EXECUTOR, CLI, "io.temporal..", "org.springframework..")
            .because("the ledger knows jobs and executors, and neither workflows nor services");

    @ArchTest
    static final ArchRule schedulerKnowsNoEngine = noClasses()
            .that()
            .resideInAPackage(SCHEDULER)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(EXECUTOR, CLI, "com.github.dockerjava..")
            .because("only executors touch containers");

    @ArchTest
    static final ArchRule executorKnowsNoScheduler = noClasses()
            .that()
            .resideInAPackage(EXECUTOR)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(SCHEDULER, CLI)
            .because("the two meet in the workflow and in the ledger");

    @ArchTest
    static final ArchRule cliStandsOnModel = noClasses()
            .that()
            .resideInAPackage(CLI)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    WORKFLOW, REDIS, SCHEDULER, EXECUTOR, "org.springframework..", "io.temporal..", "io.lettuce..")
            .because("the command line talks REST, and starts in a fraction of a second");

    @ArchTest
    static final ArchRule onlyTheAdapterKnowsDockerJava = noClasses()
            .that()
            .resideInAPackage(EXECUTOR)
            .and()
            .resideOutsideOfPackage("io.dwr.executor.engine.docker..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("com.github.dockerjava..")
            .because("supervision speaks to the ContainerEngine port");

    @ArchTest
    static final ArchRule theGuardHasNoDependencies = classes()
            .that()
            .resideInAPackage("io.dwr.executor.guard..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("io.dwr.executor.guard..", "io.dwr.service..", "java..", "org.jspecify..")
            .because("the guard has to work when everything else does not");

    @ArchTest
    static final ArchRule noticesToTheServiceManagerHaveNoDependencies = classes()
            .that()
            .resideInAPackage("io.dwr.service..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("io.dwr.service..", "java..", "org.jspecify..")
            .because("the guard stands on them");

    @ArchTest
    static final ArchRule noFieldInjection = noFields()
            .should()
            .beAnnotatedWith("org.springframework.beans.factory.annotation.Autowired")
            .because("what a class needs is in its constructor");

    @ArchTest
    static final ArchRule noStandardStreams = noClasses()
            .that()
            .resideOutsideOfPackages(CLI, "io.dwr.executor.guard..", "io.dwr.benchmarks..")
            .and()
            .haveSimpleNameNotEndingWith("Application")
            .should(GeneralCodingRules.ACCESS_STANDARD_STREAMS)
            .because("services log; only programs for people print, and a service that refuses to start");
}
