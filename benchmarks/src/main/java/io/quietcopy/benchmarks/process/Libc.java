package io.quietcopy.benchmarks.process;

import com.sun.jna.Native;
import com.sun.jna.Platform;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The few system calls that Java does not offer, by JNA direct mapping. 64-bit Linux only. Thread-safe. */
final class Libc {
    static final int SIGKILL = 9;
    static final int SIGTERM = 15;
    static final int EINTR = 4;
    static final int PR_SET_CHILD_SUBREAPER = 36;
    static final int RUSAGE_SELF = 0;
    static final int RUSAGE_CHILDREN = -1;

    private static final int RUSAGE_BYTES = 144;

    static {
        if (!Platform.isLinux() || Native.LONG_SIZE != 8) {
            throw new UnsatisfiedLinkError("needs 64-bit Linux, this is " + Platform.RESOURCE_PREFIX);
        }
        Native.register(Libc.class, "c");
    }

    private Libc() {}

    static native int prctl(int option, long a, long b, long c, long d);

    static native int wait4(int pid, int[] status, int options, byte[] rusage);

    static native int getrusage(int who, byte[] rusage);

    static native int kill(int pid, int signal);

    static native String strerror(int errno);

    static byte[] rusage() {
        return new byte[RUSAGE_BYTES];
    }

    /** Reads {@code struct rusage}: two times of seconds and microseconds, then the most memory in KiB. */
    static Usage usage(byte[] rusage) {
        ByteBuffer fields = ByteBuffer.wrap(rusage).order(ByteOrder.nativeOrder());
        return new Usage(
                fields.getLong(0) + fields.getLong(8) / 1e6,
                fields.getLong(16) + fields.getLong(24) / 1e6,
                fields.getLong(32) << 10);
    }
}
