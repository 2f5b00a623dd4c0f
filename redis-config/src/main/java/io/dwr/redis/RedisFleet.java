package io.dwr.redis;

import io.dwr.model.executor.ExecutorContact;
import io.dwr.model.executor.ExecutorId;
import io.dwr.model.executor.ExecutorView;
import io.dwr.model.job.JobId;
import io.dwr.redis.ledger.Ledger.HeldReservation;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The fleet as it stands, read a part at a time, so that no call holds Redis up for long. */
final class RedisFleet {
    private static final int EXECUTORS_PER_CALL = 50;
    private static final int CONTACTS_PER_CALL = 250;

    private final RedisConnection redis;

    RedisFleet(RedisConnection redis) {
        this.redis = redis;
    }

    /** In first-fit order. */
    List<ExecutorView> executors() {
        return stored().map(StoredExecutor::view).toList();
    }

    List<HeldReservation> reservations() {
        return stored().flatMap(RedisFleet::reservationsOf).toList();
    }

    /** When these were last heard of. */
    List<ExecutorContact> contacts(Collection<ExecutorId> ids) {
        return read("contacts", ids.stream().map(ExecutorId::value).toList(), CONTACTS_PER_CALL)
                .map(StoredExecutor::contact)
                .toList();
    }

    private Stream<Reply> stored() {
        List<String> ids = redis.ask(commands -> commands.zrange(RedisKeys.EXECUTORS, 0, -1));
        return read("executors", ids, EXECUTORS_PER_CALL);
    }

    private Stream<Reply> read(String function, List<String> ids, int most) {
        List<Reply> answers = new ArrayList<>();
        for (int from = 0; from < ids.size(); from += most) {
            Reply part = redis.read(function, ids.subList(from, Math.min(from + most, ids.size())));
            IntStream.range(0, part.size()).mapToObj(part::list).forEach(answers::add);
        }
        return answers.stream();
    }

    private static Stream<HeldReservation> reservationsOf(Reply executor) {
        Reply held = executor.list(2);
        return IntStream.range(0, held.size() / 2)
                .mapToObj(i -> new HeldReservation(
                        new JobId(held.text(2 * i)), (int) held.number(2 * i + 1), executor.text(0)));
    }
}
