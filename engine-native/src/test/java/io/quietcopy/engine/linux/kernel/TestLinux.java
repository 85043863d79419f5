package io.quietcopy.engine.linux.kernel;

/** The real system calls, for tests that make some of them fail. */
public class TestLinux extends Linux {
    public TestLinux() throws UnavailableException {
        Linux.load();
    }
}
