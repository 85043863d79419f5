package io.quietcopy.testbed;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.opentest4j.AssertionFailedError;
import org.opentest4j.TestAbortedException;

/**
 * Something that a test needs from the machine: rights, a tool, an ability of the kernel.
 *
 * <p>{@link #require} at the beginning of a test makes JUnit show the test as skipped, with the reason. Where the
 * environment variable {@code QUIETCOPY_TESTS_REQUIRE_ALL} is {@code true} the test fails instead: there nothing may be
 * skipped. Each requirement is looked at once per JVM, for real where looking is not enough (a loop device is attached, a
 * file system mounted). Thread-safe.
 */
@SuppressWarnings("ImmutableEnumChecker") // remembers what it found, and nothing else
public enum Requirement {
    /** The effective user is root. */
    ROOT(() -> Libc.geteuid() == 0 ? null : "root"),
    /** File systems can be mounted. */
    MOUNT(Requirement::mount),
    /** Loop devices can be attached. */
    LOOP(Requirement::loop),
    /** Partitions can be added to loop devices; see {@link LoopDevice.Builder#partition}. */
    PARTITIONS("addpart", "util-linux", LOOP),
    /** ext4 can be made, and the kernel knows it. */
    MKFS_EXT4(() -> toolAndKernel("mkfs.ext4", "e2fsprogs", "ext4")),
    /** XFS can be made, and the kernel knows it. */
    MKFS_XFS(() -> toolAndKernel("mkfs.xfs", "xfsprogs", "xfs")),
    /** btrfs can be made, and the kernel knows it. */
    MKFS_BTRFS(() -> toolAndKernel("mkfs.btrfs", "btrfs-progs", "btrfs")),
    /** The kernel knows overlay file systems. */
    OVERLAY(() -> kernelKnows("overlay")),
    /** {@code qemu-img}. */
    QEMU_IMG("qemu-img", "qemu-utils"),
    /** An image of a CD is installed or can be made; see {@link DiskImages#iso}. */
    ISO_IMAGE(() -> DiskImages.installedIso().isPresent() ? null : lackOfTool("genisoimage", "genisoimage")),
    /** FUSE file systems can be mounted. */
    FUSE(Requirement::fuse),
    /** The {@link StorageModel} can be compiled and mounted. */
    STORAGE_MODEL(Requirement::storageModel),
    /** {@code nbdkit} with the plugins and filters that Debian ships with it. */
    NBDKIT("nbdkit", "nbdkit"),
    /** {@code nbdfuse}. */
    NBDFUSE("nbdfuse", "libnbd-bin", FUSE),
    /** System calls can be traced. */
    STRACE(Requirement::strace),
    /** A file system can be frozen. */
    FSFREEZE("fsfreeze", "util-linux", ROOT),
    /** A control group of the memory controller can be made. */
    CGROUP_MEMORY(Requirement::memoryCgroup),
    /** {@code setpriv}. */
    SETPRIV("setpriv", "util-linux"),
    /** {@code prlimit}. */
    PRLIMIT("prlimit", "util-linux"),
    /** {@code busybox}, whose {@code dd} differs from GNU's. */
    BUSYBOX("busybox", "busybox"),
    /** GNU's {@code dd}, as {@code gnudd} or {@code dd}. */
    GNU_DD(() -> Executables.gnuDd().isPresent() ? null : "GNU dd (Debian package coreutils)"),
    /** The {@code dd} of uutils, which differs from GNU's. */
    RUST_COREUTILS(() -> Executables.rustDd().isPresent() ? null : "the dd of uutils (Debian package rust-coreutils)"),
    /** File names can be made of any character: the JVM encodes them as UTF-8. */
    UTF8_NAMES(Requirement::utf8Names),
    /** The page cache can be counted by {@code cachestat}, Linux 6.5. */
    CACHESTAT(() -> Residency.cachestatWorks() ? null : "the system call cachestat (Linux 6.5)");

    private final Supplier<@Nullable String> probe;
    private boolean probed;
    private @Nullable String lack;

    /** The probe names what is missing, null for nothing. */
    Requirement(Supplier<@Nullable String> probe) {
        this.probe = probe;
    }

    Requirement(String tool, String debianPackage, Requirement... others) {
        this(() -> {
            for (Requirement other : others) {
                Optional<String> missing = other.lack();
                if (missing.isPresent()) {
                    return missing.get();
                }
            }
            return lackOfTool(tool, debianPackage);
        });
    }

    /**
     * Returns what is missing, for humans: {@code "needs root"}, {@code "needs mkfs.xfs (Debian package xfsprogs)"}; empty if
     * nothing is.
     */
    public Optional<String> missing() {
        return lack().map(what -> "needs " + what);
    }

    /**
     * Lets a test go on only if everything is there.
     *
     * @throws TestAbortedException if something is missing, which JUnit shows as a skipped test with this reason
     * @throws AssertionFailedError instead of that, where {@code QUIETCOPY_TESTS_REQUIRE_ALL} is {@code true}
     */
    public static void require(Requirement... requirements) {
        require("true".equals(System.getenv("QUIETCOPY_TESTS_REQUIRE_ALL")), requirements);
    }

    /** Like {@link #require(Requirement...)} for what a file system of that kind needs, and more. */
    public static void require(FileSystemKind kind, Requirement... more) {
        List<Requirement> all = new ArrayList<>(List.of(kind.requirements()));
        all.addAll(List.of(more));
        require(all.toArray(new Requirement[0]));
    }

    private static void require(boolean strict, Requirement... requirements) {
        List<String> missing = Arrays.stream(requirements)
                .flatMap(requirement -> requirement.missing().stream())
                .distinct()
                .toList();
        if (!missing.isEmpty()) {
            throw refusal(strict, missing);
        }
    }

    static RuntimeException refusal(boolean strict, List<String> missing) {
        String reason = String.join(", ", missing);
        if (strict) {
            throw new AssertionFailedError(reason + ", and QUIETCOPY_TESTS_REQUIRE_ALL is set");
        }
        return new TestAbortedException(reason);
    }

    private synchronized Optional<String> lack() {
        if (!probed) {
            try {
                lack = probe.get();
            } catch (LinkageError e) {
                lack = "64-bit Linux on x86-64 or aarch64 where JNA works: " + e.getMessage();
            }
            probed = true;
        }
        return Optional.ofNullable(lack);
    }

    private static @Nullable String lackOfTool(String tool, String debianPackage) {
        return Tool.find(tool).isPresent() ? null : tool + " (Debian package " + debianPackage + ")";
    }

    private static @Nullable String toolAndKernel(String tool, String debianPackage, String fileSystem) {
        String lack = lackOfTool(tool, debianPackage);
        return lack == null ? kernelKnows(fileSystem) : lack;
    }

    private static @Nullable String kernelKnows(String fileSystem) {
        try {
            boolean builtInOrLoaded = Files.readAllLines(Path.of("/proc/filesystems")).stream()
                    .anyMatch(line -> line.substring(line.indexOf('\t') + 1).equals(fileSystem));
            if (builtInOrLoaded
                    || (Tool.find("modprobe").isPresent()
                            && Tool.attempt("modprobe", "--dry-run", "--quiet", fileSystem)
                                    .succeeded())) {
                return null;
            }
        } catch (IOException e) {
            return "a kernel with " + fileSystem + ": " + e.getMessage();
        }
        return "a kernel with " + fileSystem;
    }

    private static @Nullable String mount() {
        if (ROOT.lack().isPresent()) {
            return "root";
        }
        try (MountedFileSystem probe =
                MountedFileSystem.of(FileSystemKind.TMPFS).mount()) {
            return probe.mounted() ? null : "the right to mount";
        } catch (IOException e) {
            return "the right to mount: " + e.getMessage();
        }
    }

    private static @Nullable String loop() {
        if (ROOT.lack().isPresent()) {
            return "root";
        }
        String lack = lackOfTool("losetup", "mount");
        if (lack != null) {
            return lack;
        }
        try (Scratch scratch = Scratch.create()) {
            Path backing = scratch.file("probe");
            DiskImages.allocateSparse(backing, 1 << 20);
            try (LoopDevice probe = LoopDevice.over(backing).directIo(false).attach()) {
                return probe.attached() ? null : "loop devices";
            }
        } catch (IOException e) {
            return "loop devices: " + e.getMessage();
        }
    }

    private static @Nullable String fuse() {
        if (!Files.isWritable(Path.of("/dev/fuse"))) {
            return "/dev/fuse";
        }
        return lackOfTool("fusermount3", "fuse3");
    }

    private static @Nullable String storageModel() {
        if (ROOT.lack().isPresent()) {
            return "root";
        }
        return Files.isWritable(Path.of("/dev/fuse")) ? ModelProgram.lack() : "/dev/fuse";
    }

    private static @Nullable String strace() {
        String lack = lackOfTool("strace", "strace");
        if (lack != null) {
            return lack;
        }
        try {
            Tool.Outcome probe = Tool.attempt("strace", "-f", "-o", "/dev/null", "true");
            return probe.succeeded() ? null : "the right to trace: " + probe.describe();
        } catch (IOException e) {
            return "the right to trace: " + e.getMessage();
        }
    }

    private static @Nullable String memoryCgroup() {
        try (MemoryCgroup probe = MemoryCgroup.create()) {
            return probe.fileBytes() >= 0 ? null : "a memory control group";
        } catch (IOException e) {
            return "leave to make memory control groups: " + e.getMessage();
        }
    }

    private static @Nullable String utf8Names() {
        Charset names = Charset.forName(System.getProperty("sun.jnu.encoding", "US-ASCII"));
        return names.equals(StandardCharsets.UTF_8) ? null : "a UTF-8 locale (LC_ALL=C.UTF-8), names are " + names;
    }
}
