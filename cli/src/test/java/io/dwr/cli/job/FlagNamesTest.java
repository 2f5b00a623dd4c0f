package io.dwr.cli.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.OptionSpec;

/** What is wrong with a field is said of the flag that it came from. */
class FlagNamesTest {
    private static final Set<String> FILES = Set.of("--env-file");

    @Command
    static class Flags {
        @Mixin
        final JobFlags job = new JobFlags();
    }

    @Test
    void everyFieldOfARequestIsSpokenOfByItsFlag() {
        Flags flags = new Flags();
        CommandLine line = new CommandLine(flags);
        List<OptionSpec> options = line.getCommandSpec().options().stream()
                .filter(option -> !option.hidden() && !FILES.contains(option.longestName()))
                .toList();
        List<String> arguments = new ArrayList<>();
        options.forEach(option -> arguments.addAll(words(option)));
        arguments.addAll(List.of("box", "true"));

        line.parseArgs(arguments.toArray(String[]::new));
        Collection<String> fields = flags.job.request(Map.of()).propertyNames();

        Set<String> names = new HashSet<>(Set.of("IMAGE", "COMMAND"));
        options.forEach(option -> names.addAll(List.of(option.names())));
        assertThat(fields)
                .hasSizeGreaterThan(40)
                .allSatisfy(field -> assertThat(FlagNames.of("/" + field)).isIn(names));
    }

    private static List<String> words(OptionSpec option) {
        if (option.arity().max() == 0) {
            return List.of(option.longestName());
        }
        boolean words = option.type() == String.class || option.isMultiValue();
        return List.of(option.longestName(), words ? "A=1" : "1");
    }
}
