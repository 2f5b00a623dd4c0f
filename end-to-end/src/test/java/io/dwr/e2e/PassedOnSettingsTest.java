package io.dwr.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every setting of docs/configuration.md gets through to the services, however these are started. */
class PassedOnSettingsTest {
    private static final Path ROOT = Path.of("..");
    private static final Set<String> OF_THE_IMAGE =
            Set.of("EXECUTOR_STATE_DIR", "EXECUTOR_SHARE", "EXECUTOR_GUARD", "DOCKER_HOST");
    private static final Set<String> OF_THE_FILE =
            Set.of("SCHEDULER_API_HOST", "SCHEDULER_API_PORT", "TEMPORAL_UI_URL");
    private static final Pattern NAME = Pattern.compile("`([A-Z][A-Z_]+)`");

    @ParameterizedTest
    @CsvSource({
        "Scheduler, docker-compose.yml, .env.example",
        "Executor, docker-compose.yml, .env.example",
        "Scheduler, deploy/production/docker-compose.yml, deploy/production/.env.example",
        "Executor, deploy/production/executor/docker-compose.yml, deploy/production/executor/.env.example"
    })
    void composeTakesThemFromItsEnvironment(String service, String file, String example) throws IOException {
        String compose = Files.readString(ROOT.resolve(file));
        String shown = Files.readString(ROOT.resolve(example));
        for (String setting : settings(service)) {
            if (OF_THE_IMAGE.contains(setting) || OF_THE_FILE.contains(setting)) {
                continue;
            }
            assertThat(compose).containsPattern("(?m)^ +" + setting + ":( \\$\\{(EXECUTOR_)?" + setting + "\\b.*)?$");
            assertThat(shown).containsPattern("(?m)^#?(EXECUTOR_)?" + setting + "=");
        }
    }

    @ParameterizedTest
    @CsvSource({"Scheduler", "Executor"})
    void theLocalStackIsStartedWithThem(String service) throws IOException {
        String stack = Files.readString(ROOT.resolve("deploy/local/stack.sh"));
        String list = stack.substring(stack.indexOf("passed_on()"), stack.indexOf("connections()"));
        Pattern passed = Pattern.compile(list.lines()
                .filter(line -> line.matches(" +[A-Z*][A-Z_*| ]*[)\\\\].*"))
                .map(line -> line.replaceAll("[ )\\\\]|;;", "").replace("*", ".*"))
                .collect(Collectors.joining("|")));
        for (String setting : settings(service)) {
            assertThat(setting.equals("DOCKER_HOST")
                            || stack.contains(setting + "=")
                            || passed.matcher(setting).matches())
                    .as(setting)
                    .isTrue();
        }
    }

    /** The names in the first column of a section's table. */
    private static Set<String> settings(String section) throws IOException {
        String page = Files.readString(ROOT.resolve("docs/configuration.md"));
        int begin = page.indexOf("\n## " + section + "\n");
        assertThat(begin).as(section).isPositive();
        Set<String> names = new TreeSet<>();
        for (String line :
                page.substring(begin, page.indexOf("\n## ", begin + 1)).split("\n", -1)) {
            Matcher name = NAME.matcher(line.startsWith("| `") ? line.split("\\|", -1)[1] : "");
            while (name.find()) {
                names.add(name.group(1));
            }
        }
        assertThat(names).hasSizeGreaterThan(5);
        return names;
    }
}
