package io.dwr.executor.guard;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What the worker tells the guard, written anew about each second: a line with the facts of the worker, then a line for
 * each attempt with the time of its last contact.
 *
 * @param bootId of the kernel whose uptime is meant
 * @param writtenMillis uptime at which this was written
 * @param limitMillis silence after which an attempt's container is to be killed
 * @param workerPid process that writes
 * @param workerStart its start in the kernel's ticks
 * @param engine address of the engine, {@code unix:///…} or {@code tcp://…}
 * @param contacts {@code <job>.<attempt>} to uptime in milliseconds
 */
public record ContactFile(
        String bootId,
        long writtenMillis,
        long limitMillis,
        long workerPid,
        String workerStart,
        String engine,
        String cluster,
        String executor,
        Map<String, Long> contacts) {
    private static final String FORM = "dwr-contact-2";
    private static final String SEPARATOR = "\t";
    private static final int FACTS = 9;

    public ContactFile {
        contacts = Map.copyOf(contacts);
    }

    /** A reader finds this or what was there before, and a full disk takes it, too. */
    public void write(Path file) throws IOException {
        String facts = String.join(
                SEPARATOR,
                FORM,
                bootId,
                Long.toString(writtenMillis),
                Long.toString(limitMillis),
                Long.toString(workerPid),
                workerStart,
                engine,
                cluster,
                executor);
        String lines = contacts.entrySet().stream()
                .map(contact -> contact.getKey() + SEPARATOR + contact.getValue() + "\n")
                .collect(Collectors.joining());
        ContactSlots.write(file, facts + "\n" + lines);
    }

    public static ContactFile read(Path file) throws IOException {
        List<String> lines = ContactSlots.read(file).lines().toList();
        String[] facts = lines.isEmpty() ? new String[0] : lines.getFirst().split(SEPARATOR, -1);
        if (facts.length != FACTS || !facts[0].equals(FORM)) {
            throw new IOException(file + " is not a contact file of this version");
        }
        try {
            Map<String, Long> contacts = new LinkedHashMap<>();
            for (String line : lines.subList(1, lines.size())) {
                String[] contact = line.split(SEPARATOR, -1);
                contacts.put(contact[0], Long.valueOf(contact[1]));
            }
            return new ContactFile(
                    facts[1],
                    Long.parseLong(facts[2]),
                    Long.parseLong(facts[3]),
                    Long.parseLong(facts[4]),
                    facts[5],
                    facts[6],
                    facts[7],
                    facts[8],
                    contacts);
        } catch (NumberFormatException | ArrayIndexOutOfBoundsException damaged) {
            throw new IOException(file + " is damaged", damaged);
        }
    }
}
