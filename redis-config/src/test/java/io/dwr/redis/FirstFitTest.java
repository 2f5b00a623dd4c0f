package io.dwr.redis;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Where a job goes when there is room. */
class FirstFitTest extends RedisTest {
    @Test
    void firstInOrderOfRegistrationWithRoom() {
        join(Machine.machine("zoe", 4, 8), Machine.machine("ada", 4, 8));

        assertThat(place(1, size(3, 1))).isEqualTo("zoe");
        assertThat(place(2, size(3, 1))).isEqualTo("ada");
        assertThat(place(3, size(1, 1))).isEqualTo("zoe");
        assertThat(place(4, size(3, 1))).isEqualTo("waits");
    }
}
