package io.dwr.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.dwr.test.RedisServer;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads every row of the roster and its maxima, and compares them with the executors' hashes. */
final class RosterTruth implements AutoCloseable {
    private static final String TAG = "{dwr}:";
    private static final int BLOCK = 64;
    private static final int CELL = 4;
    private static final int FIXED = 5;
    private static final int CPU = 1;
    private static final int MEMORY = 2;
    private static final long[] LEVELS = {500, 1000, 2000, 4000, 8000, 16_000, 32_000, 64_000};

    private final RedisClient client;
    private final RedisCommands<String, String> texts;
    private final RedisCommands<String, byte[]> bytes;

    RosterTruth(RedisServer server) {
        client = RedisClient.create(RedisURI.create(server.host(), server.port()));
        texts = client.connect().sync();
        bytes = client.connect(RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE))
                .sync();
    }

    void check(String doing) {
        List<String> ids = texts.zrange(TAG + "executors", 0, -1);
        ids.forEach(id -> checkRow(id, doing));
        texts.hvals(TAG + "classes").forEach(n -> {
            checkMaxima(n, "room", doing);
            checkMaxima(n, "whole", doing);
        });
        long enrolled = texts.hvals(TAG + "classes").stream()
                .mapToLong(n -> Long.parseLong(texts.hget(TAG + "class:" + n, "executors")))
                .sum();
        assertThat(enrolled).as(doing).isEqualTo(ids.size());
    }

    @Override
    public void close() {
        client.shutdown();
    }

    private void checkRow(String id, String doing) {
        Map<String, String> fields = texts.hgetall(TAG + "executor:" + id);
        int row = Integer.parseInt(fields.get("row"));
        List<JsonNode> kinds = kinds(fields.get("class"));
        boolean ready =
                fields.get("state").equals("ready") && fields.get("lost").equals("0");
        boolean free = ready && !fields.containsKey("claimed_by") && !texts.hexists(TAG + "unfinished", id);
        assertThat(rows("room", fields.get("class"), FIXED + kinds.size()).get(row))
                .as("%s: room of %s", doing, id)
                .containsExactlyElementsOf(expected(fields, kinds, free, true));
        assertThat(rows("whole", fields.get("class"), FIXED + kinds.size()).get(row))
                .as("%s: what %s has", doing, id)
                .containsExactlyElementsOf(expected(fields, kinds, ready, false));
    }

    private static List<Long> expected(Map<String, String> fields, List<JsonNode> kinds, boolean shown, boolean free) {
        long cpu = left(fields, "cpu", free);
        long memory = left(fields, "memory", free);
        long share = free ? 500 * cpu / number(fields, "cpu") + 500 * memory / number(fields, "memory") : 0;
        Stream<Long> gpus = kinds.stream().map(kind -> gpus(fields, kind, free));
        Stream<Long> all = Stream.concat(Stream.of(cpu, memory, left(fields, "max_jobs", free), share), gpus);
        return Stream.concat(Stream.of(number(fields, "number")), all.map(value -> shown ? value : 0))
                .toList();
    }

    private static long left(Map<String, String> fields, String name, boolean free) {
        long used = number(fields, "used_" + name.replace("max_", ""));
        return free ? Math.max(number(fields, name) - used, 0) : number(fields, name);
    }

    private static long gpus(Map<String, String> fields, JsonNode kind, boolean free) {
        return JsonMapper.shared()
                .readTree(fields.get("gpus"))
                .valueStream()
                .filter(gpu -> gpu.get("match").asString().equals(kind.get(0).asString())
                        && gpu.get("memory").asLong() == kind.get(1).asLong())
                .filter(gpu ->
                        !free || !fields.containsKey("gpu:" + gpu.get("uuid").asString()))
                .count();
    }

    private void checkMaxima(String n, String table, String doing) {
        int width = FIXED + kinds(n).size();
        List<List<Long>> rows = rows(table, n, width);
        List<List<Long>> maxima = rows(table + "_maxima", n, width + LEVELS.length);
        for (int from = 0; from < rows.size(); from += BLOCK) {
            assertThat(maxima.get(from / BLOCK))
                    .as("%s: maxima of %s, class %s", doing, table, n)
                    .containsExactlyElementsOf(bounds(rows.subList(from, from + BLOCK), width));
        }
    }

    private static List<Long> bounds(List<List<Long>> rows, int width) {
        List<Long> bounds = new ArrayList<>();
        bounds.add(rows.stream()
                .mapToLong(List::getFirst)
                .filter(name -> name > 0)
                .min()
                .orElse(0));
        for (int column = 1; column < width; column++) {
            int its = column;
            bounds.add(rows.stream().mapToLong(row -> row.get(its)).max().orElse(0));
        }
        for (long level : LEVELS) {
            bounds.add(rows.stream()
                    .filter(row -> row.get(CPU) >= level)
                    .mapToLong(row -> row.get(MEMORY))
                    .max()
                    .orElse(0));
        }
        return bounds;
    }

    private List<JsonNode> kinds(String n) {
        return JsonMapper.shared()
                .readTree(texts.hget(TAG + "class:" + n, "definition"))
                .get(3)
                .valueStream()
                .toList();
    }

    /** All blocks of a packed table in full. */
    private List<List<Long>> rows(String table, String n, int width) {
        byte[] packed = bytes.get(TAG + table + ":" + n);
        int size = BLOCK * width * CELL;
        int blocks = packed == null ? 0 : (packed.length + size - 1) / size;
        ByteBuffer buffer = ByteBuffer.allocate(blocks * size);
        if (packed != null) {
            buffer.put(packed);
        }
        return IntStream.range(0, blocks * BLOCK)
                .mapToObj(row -> IntStream.range(0, width)
                        .mapToObj(column ->
                                (long) buffer.getInt(((row / BLOCK * width + column) * BLOCK + row % BLOCK) * CELL))
                        .toList())
                .toList();
    }

    private static long number(Map<String, String> fields, String name) {
        return Long.parseLong(fields.get(name));
    }
}
