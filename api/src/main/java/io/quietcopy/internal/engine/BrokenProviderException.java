package io.quietcopy.internal.engine;

import io.quietcopy.EngineInfo;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A provider did what none may do. It costs this provider its place, and no other one. */
final class BrokenProviderException extends Exception {
    private static final long serialVersionUID = 1L;

    private final EngineInfo.State state;

    BrokenProviderException(EngineInfo.State state, String reason, @Nullable Throwable cause) {
        super(reason, cause);
        this.state = state;
    }

    EngineInfo.State state() {
        return state;
    }

    /** Returns the message, which is never null. */
    String reason() {
        return String.valueOf(getMessage());
    }

    /**
     * Calls a provider.
     *
     * @param what the method, for the reason
     * @param call the call
     * @return what the call returned, never null
     * @throws BrokenProviderException if it threw anything but a sign that the Java machine itself is failing, or returned null
     */
    static <T> T call(String what, Supplier<T> call) throws BrokenProviderException {
        T result;
        try {
            result = call.get();
        } catch (AbstractMethodError e) {
            throw new BrokenProviderException(
                    EngineInfo.State.INCOMPATIBLE, "it was built against an older SPI: " + describe(e), e);
        } catch (Throwable e) {
            if (e instanceof VirtualMachineError serious && !(e instanceof StackOverflowError)) {
                throw serious;
            }
            throw new BrokenProviderException(EngineInfo.State.BROKEN, what + " threw " + describe(e), e);
        }
        if (result == null) {
            throw new BrokenProviderException(EngineInfo.State.BROKEN, what + " returned null", null);
        }
        return result;
    }

    /** Says in one clause what was thrown. */
    static String describe(Throwable thrown) {
        Throwable cause = thrown.getCause();
        if (thrown instanceof ExceptionInInitializerError && cause != null) {
            return describe(cause) + " in a class initialiser";
        }
        String message = thrown.getMessage();
        String name = thrown.getClass().getName();
        return message == null || message.isBlank() ? name : name + ": " + message;
    }
}
