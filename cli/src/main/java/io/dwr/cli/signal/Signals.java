package io.dwr.cli.signal;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;

/**
 * Takes signals by {@code sun.misc.Signal}, the one way that Java has: a shutdown hook cannot tell a second signal from
 * a first. By reflection, since the compiler warns of it without a way to accept that. Where the JVM has none, signals
 * keep their usual effect.
 */
public final class Signals {
    private static final String SIGNAL = "sun.misc.Signal";
    private static final String HANDLER = "sun.misc.SignalHandler";
    private static final String DEFAULT = "SIG_DFL";

    private Signals() {}

    /** Runs {@code action} on a thread of its own for each of the named signals. */
    public static void handle(Runnable action, String... names) {
        InvocationHandler invocations = (proxy, method, arguments) -> {
            if (method.getName().equals("handle")) {
                action.run();
                return null;
            }
            throw new UnsupportedOperationException(method.getName());
        };
        try {
            Class<?> handler = Class.forName(HANDLER);
            install(
                    Proxy.newProxyInstance(Signals.class.getClassLoader(), new Class<?>[] {handler}, invocations),
                    names);
        } catch (ReflectiveOperationException | IllegalArgumentException e) {
            // The usual effect stays.
        }
    }

    /** Gives the named signals the effect that the operating system has for them. */
    public static void restore(String... names) {
        try {
            install(Class.forName(HANDLER).getField(DEFAULT).get(null), names);
        } catch (ReflectiveOperationException | IllegalArgumentException e) {
            // They were not taken.
        }
    }

    private static void install(Object action, String... names) throws ReflectiveOperationException {
        Class<?> signal = Class.forName(SIGNAL);
        Class<?> handler = Class.forName(HANDLER);
        for (String name : names) {
            Object named = signal.getConstructor(String.class).newInstance(name);
            signal.getMethod("handle", signal, handler).invoke(null, named, action);
        }
    }
}
