package io.dwr.executor.check;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.dwr.executor.check.Finding.Level;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The word {@code check} of the executor's program. Ends with 0 when the machine is fit, with 1 when something keeps an
 * executor from its work, with 2 when it is called wrongly.
 */
public final class CheckApplication {
    private static final int UNFIT = 1;
    private static final int USAGE = 2;

    private CheckApplication() {}

    /** Runs, prints and answers the exit code; {@code arguments} come after {@code check}. */
    public static int run(List<String> arguments, Map<String, String> environment) {
        boolean json = arguments.equals(List.of("-o", "json")) || arguments.equals(List.of("--output", "json"));
        if (!json && !arguments.isEmpty() && !arguments.equals(List.of("-o", "text"))) {
            System.err.println("usage: dwr executor check [-o json]");
            return USAGE;
        }
        // Standard output is for findings: libraries have nothing to say here.
        System.setProperty("logback.configurationFile", "logback-check.xml");
        List<Finding> findings = new MachineCheck(environment).run();
        PrintStream output = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        output.print(json ? json(findings) : text(findings));
        output.flush();
        return isFit(findings) ? 0 : UNFIT;
    }

    static boolean isFit(List<Finding> findings) {
        return findings.stream().noneMatch(finding -> finding.level() == Level.FAIL);
    }

    static String text(List<Finding> findings) {
        StringBuilder lines = new StringBuilder();
        for (Finding finding : findings) {
            lines.append("%-8s %-9s %s%n".formatted(finding.level().word(), finding.topic(), finding.text()));
            if (finding.remedy() != null) {
                lines.append("%-8s %-9s -> %s%n".formatted("", "", finding.remedy()));
            }
        }
        long fails = count(findings, Level.FAIL);
        long warnings = count(findings, Level.WARNING);
        lines.append("This machine is %s: %d fail, %d warning, %d ok.%n"
                .formatted(fails == 0 ? "fit" : "not fit", fails, warnings, count(findings, Level.OK)));
        return lines.toString();
    }

    static String json(List<Finding> findings) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("fit", isFit(findings));
        answer.put("findings", findings.stream().map(CheckApplication::object).toList());
        return new ObjectMapper().valueToTree(answer).toPrettyString() + "\n";
    }

    private static Map<String, Object> object(Finding finding) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("level", finding.level().word());
        object.put("topic", finding.topic());
        object.put("text", finding.text());
        object.put("remedy", finding.remedy());
        return object;
    }

    private static long count(List<Finding> findings, Level level) {
        return findings.stream().filter(finding -> finding.level() == level).count();
    }
}
