package io.dwr.executor.attempt;

import io.dwr.model.job.ContainerOptions;
import io.dwr.model.job.ContainerSpec;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What a job sent that its engine may quote when it refuses the container. */
final class JobWords {
    private static final int SHORTEST = 3;

    /** What the engine escapes in its quotations. */
    private static final Pattern ESCAPED = Pattern.compile("[^ -~]|[\"\\\\]");

    private final List<String> pieces;

    /** The words of a job, in lower case. */
    JobWords(ContainerSpec job) {
        this.pieces = sent(job)
                .flatMap(ESCAPED::splitAsStream)
                .map(piece -> piece.toLowerCase(Locale.ROOT))
                .filter(piece -> piece.length() >= SHORTEST)
                .distinct()
                .sorted(Comparator.comparingInt(String::length).reversed())
                .toList();
    }

    private static Stream<String> sent(ContainerSpec job) {
        ContainerOptions options = job.chosen();
        return Stream.of(
                        Stream.of(job.image(), options.privileges().network()),
                        job.command().stream(),
                        job.entrypoint().stream(),
                        Stream.ofNullable(job.workingDirectory()),
                        Stream.ofNullable(job.user()),
                        job.volumes().stream().flatMap(mount -> Stream.of(mount.source(), mount.target())),
                        options.limits().tmpfs().stream().flatMap(mount -> Stream.of(mount.target(), mount.options())),
                        options.privileges().devices().stream()
                                .flatMap(device -> Stream.of(device.source(), device.target())))
                .flatMap(words -> words);
    }

    /**
     * What is left of the engine's words, in lower case, without the job's own.
     *
     * @param misleading of a piece whether it must go wherever it stands; any other goes only as a whole quotation, since
     *     words such as "device" are the engine's, too
     */
    String cutOutOf(String words, Predicate<String> misleading) {
        String rest = words;
        for (String piece : pieces) {
            rest = rest.replace("\"" + piece + "\"", "\"\"");
            if (misleading.test(piece)) {
                rest = rest.replace(piece, "");
            }
        }
        return rest;
    }
}
