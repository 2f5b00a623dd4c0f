package io.dwr.test;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A tar archive in the making: files and links, enough for the layer of an image. */
final class TarArchive {
    private static final int BLOCK = 512;
    private static final int CHECKSUM_AT = 148;
    private static final int TYPE_AT = 156;
    private static final int LINK_AT = 157;
    private static final int MAGIC_AT = 257;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    void file(String name, byte[] content) {
        header(name, content.length, '0', "");
        bytes.writeBytes(content);
        bytes.writeBytes(new byte[(BLOCK - content.length % BLOCK) % BLOCK]);
    }

    void link(String name, String target) {
        header(name, 0, '2', target);
    }

    byte[] toBytes() {
        bytes.writeBytes(new byte[2 * BLOCK]);
        return bytes.toByteArray();
    }

    private void header(String name, int size, char type, String link) {
        byte[] block = new byte[BLOCK];
        put(block, 0, name);
        put(block, 100, "0000755");
        put(block, 108, "0000000");
        put(block, 116, "0000000");
        put(block, 124, String.format("%011o", size));
        put(block, 136, "00000000000");
        Arrays.fill(block, CHECKSUM_AT, TYPE_AT, (byte) ' ');
        block[TYPE_AT] = (byte) type;
        put(block, LINK_AT, link);
        put(block, MAGIC_AT, "ustar\00000");
        int sum = 0;
        for (byte each : block) {
            sum += each & 0xFF;
        }
        put(block, CHECKSUM_AT, String.format("%06o\0 ", sum));
        bytes.writeBytes(block);
    }

    private static void put(byte[] block, int at, String text) {
        byte[] content = text.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(content, 0, block, at, content.length);
    }
}
