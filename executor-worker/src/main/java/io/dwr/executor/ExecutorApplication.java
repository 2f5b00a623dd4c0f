package io.dwr.executor;

import io.dwr.executor.check.CheckApplication;
import io.dwr.executor.identity.StateDirectory;
import io.dwr.executor.identity.StateDirectoryException;
import io.dwr.executor.settings.ExecutorSettings;
import io.dwr.executor.settings.IdentitySettings;
import io.dwr.executor.settings.InvalidSettingsException;
import io.dwr.service.ServiceManager;
import java.time.Instant;
import java.util.List;
import org.springframework.boot.Banner;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.support.GenericApplicationContext;

/** The process of one executor. */
@SpringBootConfiguration(proxyBeanMethods = false)
public class ExecutorApplication {
    private static final int USAGE = 2;

    /**
     * With the word {@code check}, looks whether this machine is fit; else runs the executor, and ends with 2 and all causes
     * when the settings or the state directory cannot be used.
     */
    public static void main(String[] arguments) {
        List<String> words = List.of(arguments);
        if (!words.isEmpty() && words.getFirst().equals("check")) {
            System.exit(CheckApplication.run(words.subList(1, words.size()), System.getenv()));
        }
        try {
            ExecutorSettings settings = ExecutorSettings.fromEnvironment(System.getenv());
            run(settings, take(settings.identity()));
        } catch (InvalidSettingsException invalid) {
            System.err.println("The executor cannot start with these settings:");
            invalid.violations().forEach(violation -> System.err.println("  " + violation));
            System.exit(USAGE);
        } catch (StateDirectoryException held) {
            System.err.println("The executor cannot start: " + held.getMessage());
            System.exit(USAGE);
        }
    }

    private static StateDirectory take(IdentitySettings identity) {
        Instant now = Instant.now();
        return identity.equalShare()
                ? StateDirectory.takeNumbered(identity.stateDirectory(), now)
                : StateDirectory.take(identity.stateDirectory(), now);
    }

    private static void run(ExecutorSettings settings, StateDirectory state) {
        new SpringApplicationBuilder(ExecutorApplication.class)
                .web(WebApplicationType.NONE)
                .bannerMode(Banner.Mode.OFF)
                .properties("spring.main.keep-alive=true", "spring.main.log-startup-info=false")
                .initializers(context -> {
                    GenericApplicationContext beans = (GenericApplicationContext) context;
                    beans.registerBean(ExecutorSettings.class, () -> settings);
                    beans.registerBean(StateDirectory.class, () -> state);
                })
                .run();
    }

    @Bean
    ExecutorLifecycle executorLifecycle(ExecutorSettings settings, StateDirectory state) {
        return new ExecutorLifecycle(settings, state, ServiceManager.of(System.getenv()));
    }
}
