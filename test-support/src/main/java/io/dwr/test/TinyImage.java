package io.dwr.test;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Random;
import java.util.UUID;
import java.util.zip.GZIPOutputStream;

/**
 * An image with a busybox ({@code DWR_TEST_BUSYBOX}) and, so that no engine has any of it before, a layer of random bytes.
 */
public final class TinyImage {
    static final String MANIFEST_TYPE = "application/vnd.docker.distribution.manifest.v2+json";
    private static final String CONFIG_TYPE = "application/vnd.docker.container.image.v1+json";
    private static final String LAYER_TYPE = "application/vnd.docker.image.rootfs.diff.tar.gzip";
    private static final String[] PROGRAMS = {"sh", "echo", "true", "false", "sleep", "cat"};

    private final byte[] layer;
    private final byte[] config;
    private final byte[] manifest;

    /**
     * Makes an image that there was none of before.
     *
     * @param architecture that it says it is built for
     * @param padding random bytes that it has beside the programs
     */
    public TinyImage(String architecture, int padding) {
        this(architecture, padding, "");
    }

    private TinyImage(String architecture, int padding, String furtherConfig) {
        TarArchive tar = new TarArchive();
        tar.file("bin/busybox", busybox());
        for (String program : PROGRAMS) {
            tar.link("bin/" + program, "busybox");
        }
        byte[] noise = new byte[padding];
        new Random(UUID.randomUUID().getMostSignificantBits()).nextBytes(noise);
        tar.file("noise", noise);
        tar.file("identity", UUID.randomUUID().toString().getBytes(StandardCharsets.US_ASCII));
        byte[] content = tar.toBytes();
        layer = packed(content);
        config = ("{\"architecture\":\"" + architecture + "\",\"os\":\"linux\",\"config\":{\"Env\":[\"PATH=/bin\"]"
                        + furtherConfig + "},"
                        + "\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[\"" + digest(content) + "\"]}}")
                .getBytes(StandardCharsets.UTF_8);
        manifest = ("{\"schemaVersion\":2,\"mediaType\":\"" + MANIFEST_TYPE + "\",\"config\":{\"mediaType\":\""
                        + CONFIG_TYPE
                        + "\",\"size\":" + config.length + ",\"digest\":\"" + digest(config) + "\"},\"layers\":[{"
                        + "\"mediaType\":\"" + LAYER_TYPE + "\",\"size\":" + layer.length + ",\"digest\":\""
                        + digest(layer)
                        + "\"}]}")
                .getBytes(StandardCharsets.UTF_8);
    }

    /** For the processor of this machine, and small. */
    public static TinyImage small() {
        return padded(1000);
    }

    /** For the processor of this machine, with so many random bytes. */
    public static TinyImage padded(int bytes) {
        return new TinyImage(architecture(), bytes);
    }

    /** For the processor of this machine, and with a STOPSIGNAL. */
    public static TinyImage stoppedBy(String signal) {
        return new TinyImage(architecture(), 1000, ",\"StopSignal\":\"" + signal + "\"");
    }

    private static String architecture() {
        return System.getProperty("os.arch").equals("aarch64") ? "arm64" : "amd64";
    }

    /** By which a registry has it. */
    public String digest() {
        return digest(manifest);
    }

    byte[] manifest() {
        return manifest.clone();
    }

    /** Null when the image has no such part. */
    byte @org.jspecify.annotations.Nullable [] blob(String digest) {
        if (digest.equals(digest(layer))) {
            return layer.clone();
        }
        return digest.equals(digest(config)) ? config.clone() : null;
    }

    /**
     * Puts it into a registry that takes it.
     *
     * @return its reference with the tag {@code 1}
     */
    public String pushTo(String registry, String name) {
        String root = "http://" + registry + "/v2/" + name;
        try (HttpClient http = HttpClient.newHttpClient()) {
            for (byte[] blob : new byte[][] {layer, config}) {
                HttpResponse<Void> upload = http.send(
                        HttpRequest.newBuilder(URI.create(root + "/blobs/uploads/"))
                                .POST(HttpRequest.BodyPublishers.noBody())
                                .build(),
                        HttpResponse.BodyHandlers.discarding());
                String place = upload.headers().firstValue("Location").orElseThrow();
                put(
                        http,
                        place + (place.contains("?") ? "&" : "?") + "digest=" + digest(blob),
                        blob,
                        "application/octet-stream");
            }
            put(http, root + "/manifests/1", manifest, MANIFEST_TYPE);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
        return registry + "/" + name + ":1";
    }

    private static void put(HttpClient http, String place, byte[] content, String type)
            throws IOException, InterruptedException {
        HttpResponse<String> answer = http.send(
                HttpRequest.newBuilder(URI.create(place))
                        .header("Content-Type", type)
                        .PUT(HttpRequest.BodyPublishers.ofByteArray(content))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 201) {
            throw new IOException(place + " answered " + answer.statusCode() + ": " + answer.body());
        }
    }

    private static byte[] busybox() {
        String path = System.getenv("DWR_TEST_BUSYBOX");
        if (path == null) {
            throw new IllegalStateException(
                    "DWR_TEST_BUSYBOX names no busybox: run the tests with ./dwr test, which sets it");
        }
        try {
            return Files.readAllBytes(Path.of(path));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static byte[] packed(byte[] content) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream zip = new GZIPOutputStream(packed)) {
            zip.write(content);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return packed.toByteArray();
    }

    static String digest(byte[] content) {
        try {
            return "sha256:"
                    + HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
