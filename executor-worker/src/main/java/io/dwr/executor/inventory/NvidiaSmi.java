package io.dwr.executor.inventory;

import io.dwr.executor.inventory.SmiProgram.Answer;
import io.dwr.model.executor.Gpu;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** GPUs as {@code nvidia-smi} lists them, a GPU in MIG mode by its slices. */
final class NvidiaSmi {
    private static final int LONGEST_WORDS = 200;
    private static final int MOST_USERS = 3;

    private final SmiProgram program;
    private int level;

    /**
     * @param searchPath directories of programs, separated as in {@code PATH}
     * @param deadline of one call
     */
    NvidiaSmi(String searchPath, Duration deadline) {
        this.program = new SmiProgram(searchPath, deadline);
    }

    /**
     * All that is listed.
     *
     * @param slices by the GPU that they are part of; of a GPU whose slices could not be listed there is no entry
     * @param words what the program said beside the list, such as that a device is lost
     */
    record Survey(List<SmiDevice> devices, Map<String, List<Gpu>> slices, String words) {}

    boolean isInstalled() {
        return program.isInstalled();
    }

    boolean hasHook() {
        return program.hasHook();
    }

    /**
     * Looks at all devices. A question that the driver refuses is asked no more; one that fails, as while a driver is
     * loaded anew, is asked again at the next look.
     *
     * @param known ids of those that were there before: each is asked for by itself when the list cannot be had, since
     *     one device that is lost may spoil it for all
     * @return null when the program does not answer
     */
    @Nullable
    Survey look(Collection<String> known) throws InterruptedException {
        String words = "";
        for (int i = level; i < SmiQuestion.ALL.size(); i++) {
            SmiQuestion question = SmiQuestion.ALL.get(i);
            Answer answer = program.run(question.arguments());
            if (answer == null) {
                return null;
            }
            List<SmiDevice> devices = SmiDevice.parse(question, answer.text());
            if (!devices.isEmpty()) {
                return survey(devices, answer.exitCode() == 0 ? "" : unexplained(answer.text()));
            }
            if (i == level && i + 1 < SmiQuestion.ALL.size() && isRefusal(answer.text())) {
                level++;
            }
            words = words.isEmpty() || isRefusal(words) ? unexplained(answer.text()) : words;
        }
        return oneByOne(known, words);
    }

    private @Nullable Survey oneByOne(Collection<String> known, String words) throws InterruptedException {
        SmiQuestion question = SmiQuestion.ALL.get(level);
        List<SmiDevice> devices = new ArrayList<>();
        for (String uuid : known) {
            Answer answer = program.run(question.arguments(uuid));
            if (answer == null) {
                return null;
            }
            devices.addAll(SmiDevice.parse(question, answer.text()));
        }
        return survey(devices, words);
    }

    private Survey survey(List<SmiDevice> devices, String words) throws InterruptedException {
        if (devices.stream().noneMatch(SmiDevice::sliced)) {
            return new Survey(devices, Map.of(), words);
        }
        Answer list = program.run(List.of("-L"));
        if (list == null || list.exitCode() != 0) {
            return new Survey(devices, Map.of(), words);
        }
        return new Survey(devices, MigSlices.parse(list.text()), words);
    }

    /** Who uses a device's memory, as words to go on with; nothing when that cannot be told. */
    String users(String uuid) throws InterruptedException {
        Answer answer = program.run(List.of(
                "-i", uuid, "--query-compute-apps=pid,process_name,used_memory", "--format=csv,noheader,nounits"));
        if (answer == null || answer.exitCode() != 0) {
            return "";
        }
        List<String> users = answer.text()
                .lines()
                .map(line -> line.split(","))
                .filter(fields -> fields.length == 3)
                .limit(MOST_USERS)
                .map(fields -> "process " + fields[0].strip() + " (" + fields[1].strip() + ")")
                .toList();
        return users.isEmpty() ? "" : ": " + String.join(", ", users);
    }

    private static boolean isRefusal(String words) {
        return words.contains("is not a valid field");
    }

    private static String unexplained(String text) {
        String words = String.join(
                " ",
                text.lines()
                        .map(String::strip)
                        .filter(line -> !line.isEmpty() && !line.startsWith("GPU-"))
                        .toList());
        return words.length() <= LONGEST_WORDS ? words : words.substring(0, LONGEST_WORDS) + "…";
    }
}
