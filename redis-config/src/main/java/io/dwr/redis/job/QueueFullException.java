package io.dwr.redis.job;

/** A job is refused since its queue has as many pending jobs as it may have; nothing was stored. */
public final class QueueFullException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String queue;
    private final long most;

    public QueueFullException(String queue, long most) {
        super("queue " + queue + " has " + most + " pending jobs, and its quota allows no more");
        this.queue = queue;
        this.most = most;
    }

    public String queue() {
        return queue;
    }

    /** The most pending jobs. */
    public long most() {
        return most;
    }
}
