package io.quietcopy.engine.linux;

import io.quietcopy.engine.linux.kernel.Errno;
import io.quietcopy.engine.linux.kernel.TestLinux;
import io.quietcopy.engine.linux.kernel.UnavailableException;
import java.nio.file.Path;

/** The real system calls of a kernel and file systems that do not have all of them. */
class RefusingLinux extends TestLinux {
    private boolean direct = true;
    private boolean uncached = true;

    RefusingLinux() throws UnavailableException {}

    RefusingLinux withoutDirect() {
        direct = false;
        return this;
    }

    RefusingLinux withoutUncached() {
        uncached = false;
        return this;
    }

    @Override
    public int open(Path path, int flags) {
        return !direct && (flags & direct()) != 0 ? -Errno.EINVAL.number() : super.open(path, flags);
    }

    @Override
    public long preadv2(int fd, long vector, long offset, int flags) {
        return uncached ? super.preadv2(fd, vector, offset, flags) : -Errno.EOPNOTSUPP.number();
    }

    @Override
    public long pwritev2(int fd, long vector, long offset, int flags) {
        return uncached ? super.pwritev2(fd, vector, offset, flags) : -Errno.EOPNOTSUPP.number();
    }
}
