package io.dwr.redis;

import io.dwr.model.log.LogBytes;
import io.lettuce.core.codec.RedisCodec;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Text in Redis: UTF-8, and what programs write that is none comes back as it was, see {@link LogBytes}. */
final class ExactText implements RedisCodec<String, String> {
    static final ExactText CODEC = new ExactText();

    private ExactText() {}

    @Override
    public String decodeKey(ByteBuffer bytes) {
        return decodeValue(bytes);
    }

    @Override
    public String decodeValue(ByteBuffer bytes) {
        byte[] value = new byte[bytes.remaining()];
        bytes.get(value);
        return LogBytes.text(value);
    }

    @Override
    public ByteBuffer encodeKey(String key) {
        return ByteBuffer.wrap(key.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public ByteBuffer encodeValue(String value) {
        return ByteBuffer.wrap(LogBytes.bytes(value));
    }
}
