package io.dwr.service;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.charset.StandardCharsets;

/** Datagrams to a Unix socket, which the JDK itself cannot send: three calls of the C library. Linux only. */
final class NoticeSocket {
    private static final short AF_UNIX = 1;
    private static final int SOCK_DGRAM = 2;
    private static final int SOCK_CLOEXEC = 0x80000;
    private static final int MSG_DONTWAIT = 0x40;
    private static final int MSG_NOSIGNAL = 0x4000;
    private static final int FAMILY_BYTES = 2;
    private static final int MOST_PATH_BYTES = 107;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final MemoryLayout ERRORS = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO = ERRORS.varHandle(MemoryLayout.PathElement.groupElement("errno"));
    private static final MethodHandle SOCKET = function(
            "socket",
            FunctionDescriptor.of(
                    ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
    private static final MethodHandle SENDTO = function(
            "sendto",
            FunctionDescriptor.of(
                    ValueLayout.JAVA_LONG,
                    ValueLayout.JAVA_INT,
                    ValueLayout.ADDRESS,
                    ValueLayout.JAVA_LONG,
                    ValueLayout.JAVA_INT,
                    ValueLayout.ADDRESS,
                    ValueLayout.JAVA_INT));
    private static final MethodHandle CLOSE =
            function("close", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));

    private NoticeSocket() {}

    /**
     * Sends one datagram, without waiting.
     *
     * @param address path of the socket; with a leading {@code @}, a name without a file
     */
    static void send(String address, String text) throws IOException {
        byte[] path = address.getBytes(StandardCharsets.UTF_8);
        if (path.length > MOST_PATH_BYTES) {
            throw new IOException("the path of the socket is longer than " + MOST_PATH_BYTES + " bytes");
        }
        if (path.length > 0 && path[0] == '@') {
            path[0] = 0;
        }
        try (Arena arena = Arena.ofConfined()) {
            // The byte after a path stays zero and ends it; a name without a file has no such end.
            int length = FAMILY_BYTES + path.length + (path.length > 0 && path[0] == 0 ? 0 : 1);
            MemorySegment target = arena.allocate(FAMILY_BYTES + MOST_PATH_BYTES + 1L);
            target.set(ValueLayout.JAVA_SHORT, 0, AF_UNIX);
            MemorySegment.copy(path, 0, target, ValueLayout.JAVA_BYTE, FAMILY_BYTES, path.length);
            MemorySegment data = arena.allocateFrom(ValueLayout.JAVA_BYTE, text.getBytes(StandardCharsets.UTF_8));
            send(arena.allocate(ERRORS), target, length, data);
        }
    }

    private static void send(MemorySegment errors, MemorySegment target, int length, MemorySegment data)
            throws IOException {
        try {
            int socket = (int) SOCKET.invokeExact(errors, (int) AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
            if (socket < 0) {
                throw failure("socket", errors);
            }
            long sent = (long) SENDTO.invokeExact(
                    errors, socket, data, data.byteSize(), MSG_DONTWAIT | MSG_NOSIGNAL, target, length);
            IOException refused = sent < 0 ? failure("sendto", errors) : null;
            int closed = (int) CLOSE.invokeExact(errors, socket);
            if (refused != null) {
                throw refused;
            }
            if (closed < 0) {
                throw failure("close", errors);
            }
        } catch (IOException | RuntimeException | Error thrown) {
            throw thrown;
        } catch (Throwable impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static IOException failure(String call, MemorySegment errors) {
        return new IOException(call + " failed with error " + (int) ERRNO.get(errors, 0L));
    }

    @SuppressWarnings("restricted")
    private static MethodHandle function(String name, FunctionDescriptor shape) {
        return LINKER.downcallHandle(
                LINKER.defaultLookup().findOrThrow(name), shape, Linker.Option.captureCallState("errno"));
    }
}
