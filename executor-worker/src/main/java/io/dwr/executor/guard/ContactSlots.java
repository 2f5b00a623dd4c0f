package io.dwr.executor.guard;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.CRC32;

/**
 * A text in a file of a fixed size that is written again and again in place: a disk that is full costs it nothing. There
 * are two slots, written in turn and each closed by a number and a checksum, so that a reader finds a whole text even
 * while the next one is being written. Only a text that has outgrown its slot needs a new file.
 */
final class ContactSlots {
    private static final int LEAST_SLOT = 32 * 1024;
    private static final String END = "\nend\t";
    private static final int RADIX = 16;
    private static final int MOST_LOOKS = 5;

    private ContactSlots() {}

    /** The text that was written last. Both slots may change under a reader that is slow; the next look is quicker. */
    static String read(Path file) throws IOException {
        for (int look = 0; look < MOST_LOOKS; look++) {
            Optional<Slot> newest = newest(Files.readAllBytes(file));
            if (newest.isPresent()) {
                return newest.get().text();
            }
        }
        throw new IOException(file + " is not a contact file of this version, or it is damaged");
    }

    /**
     * Writes a text.
     *
     * @param text lines, none of which begins with {@code end}
     */
    static void write(Path file, String text) throws IOException {
        byte[] before = Files.exists(file) ? Files.readAllBytes(file) : new byte[0];
        long number = newest(before).map(slot -> slot.number() + 1).orElse(0L);
        byte[] closed = closed(text, number);
        int slot = before.length / 2;
        if (slot < LEAST_SLOT || closed.length > slot) {
            replace(file, closed, number);
            return;
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            ByteBuffer rest = ByteBuffer.wrap(closed);
            while (rest.hasRemaining()) {
                channel.write(rest, place(number, slot) + rest.position());
            }
        }
    }

    private static void replace(Path file, byte[] closed, long number) throws IOException {
        int slot = LEAST_SLOT;
        while (slot < closed.length) {
            slot *= 2;
        }
        ByteBuffer all = ByteBuffer.allocate(2 * slot);
        all.put(place(number, slot), closed);
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.write(fresh, all.array());
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static int place(long number, int slot) {
        return (int) (number % 2) * slot;
    }

    private static byte[] closed(String text, long number) {
        String lines = text.endsWith("\n") ? text : text + "\n";
        String end = END.substring(1) + number + "\t" + checksum(lines) + "\n";
        return (lines + end).getBytes(StandardCharsets.UTF_8);
    }

    private static Optional<Slot> newest(byte[] file) {
        int slot = file.length / 2;
        return Stream.of(slot(file, 0, slot), slot(file, slot, slot))
                .flatMap(Optional::stream)
                .max(Comparator.comparingLong(Slot::number));
    }

    /** Empty unless the slot holds a whole text. */
    private static Optional<Slot> slot(byte[] file, int from, int length) {
        String all = new String(file, from, length, StandardCharsets.UTF_8);
        int end = all.indexOf(END);
        int after = all.indexOf('\n', end + 1);
        if (end < 0 || after < 0) {
            return Optional.empty();
        }
        String text = all.substring(0, end + 1);
        String[] mark = all.substring(end + END.length(), after).split("\t", -1);
        try {
            boolean whole = mark.length == 2 && mark[1].equals(checksum(text));
            return whole ? Optional.of(new Slot(Long.parseLong(mark[0]), text)) : Optional.empty();
        } catch (NumberFormatException torn) {
            return Optional.empty();
        }
    }

    private static String checksum(String text) {
        CRC32 checksum = new CRC32();
        checksum.update(text.getBytes(StandardCharsets.UTF_8));
        return Long.toString(checksum.getValue(), RADIX);
    }

    private record Slot(long number, String text) {}
}
