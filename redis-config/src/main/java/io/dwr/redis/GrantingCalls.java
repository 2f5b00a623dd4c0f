package io.dwr.redis;

import java.util.List;

/**
 * Calls of functions that may free room. One returns when the grant passes that it opened are through: a shape that
 * waits fits nowhere then, as everywhere between two calls.
 */
record GrantingCalls(RedisConnection redis) {
    Reply call(String function, List<String> arguments) {
        Reply answer = redis.call(function, arguments);
        long open = answer.number(answer.size() - 1);
        while (open > 0) {
            open = redis.call("resume").number(0);
        }
        return answer;
    }

    Reply call(String function, String... arguments) {
        return call(function, List.of(arguments));
    }
}
