package io.dwr.executor.attempt;

import io.dwr.executor.engine.EngineRefusalException;
import io.dwr.model.job.ContainerSpec;
import io.dwr.model.job.StatusReason;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Tells whose fault a refusal is by the engine's words, since its HTTP status does not tell: it answers 500 to a wrong
 * mount and 404 to a missing program. What the machine lacks is looked for first, since its words may name a path of the
 * job, too, and without the words that the job sent, which the engine quotes. What no rule knows is the spec's fault at a
 * creation, where the engine checks it, and the machine's at a start.
 */
final class EngineWords {
    private static final String REFUSED = "the engine refuses the container: %s";
    private static final String ESCAPED_QUOTE = "\\\"";
    private static final int NOT_FOUND = 127;
    private static final int NOT_EXECUTABLE = 126;

    private static final List<Rule> OF_ENGINE = List.of(
            new Rule(
                    "oom-killed|memory limit (?:too low|could be too low)|unable to set memory limit"
                            + "|memory\\.(?:memsw\\.)?limit_in_bytes: device or resource busy",
                    StatusReason.CONTAINER_CREATE_FAILED,
                    null,
                    "the memory of the job is too little for a container to start in: ask for more \"memory\"; the engine says: %s"),
            spec(StatusReason.EXECUTOR_NO_SPACE, "no space left on device"),
            machine(
                    "exec: \"(?:docker-init|runc|crun|containerd|nvidia-container)[^\"]*\"|start shim|fork/exec |/attr/exec"),
            machine("cannot allocate memory|resource temporarily unavailable|too many open files|input/output error"),
            machine(
                    "device or resource busy|connection refused|deadline exceeded|error while dialing|transport is closing"),
            machine("creating overlay mount|mount overlay|failed to register layer|layer does not exist"),
            machine(
                    "range of cpus is from|could not select device driver|nvidia-container-cli|gathering device information"),
            machine("unknown runtime|invalid runtime name|failed to create endpoint|iptables|address pool"));

    /** At a start a read-only file system may be the job's own, which lacks the place of a mount. */
    private static final List<Rule> AT_CREATION = Stream.concat(
                    Stream.of(
                            machine("read-only file system|structure needs cleaning|stale file handle|quota exceeded")),
                    OF_ENGINE.stream())
            .toList();

    private static final List<Rule> OF_JOB = List.of(
            new Rule(
                    "no command specified",
                    StatusReason.COMMAND_MISSING,
                    null,
                    "neither the job nor its image names a command"),
            spec(StatusReason.VOLUME_SOURCE_MISSING, "bind source path does not exist"),
            spec(
                    StatusReason.INVALID_MOUNT,
                    "invalid (?:mount|volume)|mount (?:point|config|path)|volume specification"),
            spec(StatusReason.INVALID_MOUNT, "mounting .* to rootfs|inside /proc|mount a directory onto a file"),
            spec(StatusReason.CONTAINER_CREATE_FAILED, "unable to find (?:user|group)|no matching entries in"),
            spec(StatusReason.CONTAINER_CREATE_FAILED, "chdir to cwd|cannot mkdir|working directory"),
            spec(StatusReason.CONTAINER_CREATE_FAILED, "setting rlimit|setenv: invalid argument"),
            program(
                    StatusReason.COMMAND_NOT_FOUND,
                    NOT_FOUND,
                    "executable file not found|(?:stat [^:]*: )?no such file or directory"),
            program(
                    StatusReason.COMMAND_NOT_EXECUTABLE,
                    NOT_EXECUTABLE,
                    "permission denied|is a directory|exec format error"));

    private EngineWords() {}

    static AttemptEnd createRefused(EngineRefusalException refusal, ContainerSpec job) {
        return refused(refusal, job, AT_CREATION, StatusReason.CONTAINER_CREATE_FAILED);
    }

    static AttemptEnd startRefused(EngineRefusalException refusal, ContainerSpec job) {
        return refused(refusal, job, OF_ENGINE, StatusReason.CONTAINER_START_FAILED);
    }

    private static AttemptEnd refused(
            EngineRefusalException refusal, ContainerSpec job, List<Rule> rules, StatusReason unknown) {
        String said = String.valueOf(refusal.getMessage());
        String words = said.toLowerCase(Locale.ROOT).replace(ESCAPED_QUOTE, "'");
        String rest =
                new JobWords(job).cutOutOf(words, piece -> first(rules, piece).isPresent());
        return first(rules, rest)
                .or(() -> first(OF_JOB, words))
                .map(rule -> new AttemptEnd(
                        rule.reason(), rule.exitCode(), rule.sentence().formatted(said), refusal))
                .orElseGet(() -> new AttemptEnd(unknown, REFUSED.formatted(said), refusal));
    }

    private static Optional<Rule> first(List<Rule> rules, String words) {
        return rules.stream().filter(rule -> rule.words().matcher(words).find()).findFirst();
    }

    private static Rule machine(String words) {
        return spec(StatusReason.CONTAINER_START_FAILED, words);
    }

    private static Rule spec(StatusReason reason, String words) {
        return new Rule(words, reason, null, REFUSED);
    }

    private static Rule program(StatusReason reason, int exitCode, String fault) {
        return new Rule(
                "exec(?: user process caused)?:? (?:\"[^\"]*\"|\\S+)?:? ?(?:" + fault + ")", reason, exitCode, REFUSED);
    }

    /**
     * What words mean.
     *
     * @param exitCode as a shell would give it; null when there is none
     * @param sentence for a person, with a place for the engine's own words
     */
    private record Rule(
            Pattern words, StatusReason reason, @Nullable Integer exitCode, String sentence) {
        Rule(String words, StatusReason reason, @Nullable Integer exitCode, String sentence) {
            this(Pattern.compile(words, Pattern.DOTALL), reason, exitCode, sentence);
        }
    }
}
