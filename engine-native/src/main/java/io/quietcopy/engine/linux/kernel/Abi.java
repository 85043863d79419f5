package io.quietcopy.engine.linux.kernel;

/**
 * The numbers of the kernel's binary interface that differ between processors. All others that are used here are the same on
 * both. Immutable.
 *
 * @param direct {@code O_DIRECT}
 * @param noFollow {@code O_NOFOLLOW}
 * @param statx the number of {@code statx(2)}
 * @param preadv2 the number of {@code preadv2(2)}
 * @param pwritev2 the number of {@code pwritev2(2)}
 * @param renameat2 the number of {@code renameat2(2)}
 * @param ioprioSet the number of {@code ioprio_set(2)}
 */
record Abi(int direct, int noFollow, long statx, long preadv2, long pwritev2, long renameat2, long ioprioSet) {
    /** One number for all processors, like those of all system calls since 2019. */
    static final long CACHESTAT = 451;

    private static final Abi X86_64 = new Abi(0x4000, 0x20000, 332, 327, 328, 316, 251);
    private static final Abi AARCH64 = new Abi(0x10000, 0x8000, 291, 286, 287, 276, 30);

    /**
     * Returns the numbers of this processor.
     *
     * @throws UnavailableException if they are not known
     */
    static Abi here() throws UnavailableException {
        String system = System.getProperty("os.name", "");
        String processor = System.getProperty("os.arch", "");
        if (!system.equals("Linux")) {
            throw new UnavailableException("it needs Linux, and this is " + system);
        }
        return switch (processor) {
            case "amd64", "x86_64" -> X86_64;
            case "aarch64" -> AARCH64;
            default -> throw new UnavailableException("it knows x86-64 and aarch64, and this is " + processor);
        };
    }
}
