package io.quietcopy.internal.target;

import io.quietcopy.internal.host.Host;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One process among all that may ever see a folder: that of another host, another boot, another container included. It goes
 * into the names of temporary files, so that whoever finds one can tell whether its maker still lives.
 *
 * <p>A process number alone says little: it is reused, it means another process in another PID namespace, and on shared
 * storage another one on each host. The time at which the process started tells a reused number apart, the other fields say
 * whether the number may be looked up here at all.
 *
 * @param host a hash of the host's name and of its machine id
 * @param boot a hash of the kernel's boot id
 * @param pidNamespace the inode of the PID namespace
 * @param pid the process number within that namespace
 * @param startTicks when the process started, in clock ticks since the boot
 */
record ProcessIdentity(String host, String boot, long pidNamespace, long pid, long startTicks) {
    private static final Path MACHINE_ID = Path.of("/etc/machine-id");
    private static final Pattern NAMESPACE = Pattern.compile("pid:\\[([0-9]+)]");

    /** What can be known about the maker of a file. */
    enum State {
        /** It runs. */
        LIVES("still running"),
        /** It has ended, or its machine has been booted since. */
        GONE("ended"),
        /** It is on another host, in another PID namespace, or hidden from this user. */
        UNKNOWN("which cannot be looked up from here");

        private final String words;

        State(String words) {
            this.words = words;
        }
    }

    /**
     * Returns the identity of this process.
     *
     * @param machine the machine
     * @throws IOException if the kernel's tables cannot be read
     */
    static ProcessIdentity current(Host machine) throws IOException {
        Path proc = machine.proc();
        String machineId = Files.isReadable(MACHINE_ID) ? Files.readString(MACHINE_ID) : "";
        String host = Files.readString(proc.resolve("sys/kernel/hostname")).strip() + "\n" + machineId.strip();
        String boot =
                Files.readString(proc.resolve("sys/kernel/random/boot_id")).strip();
        String namespace = Files.readSymbolicLink(proc.resolve("self/ns/pid")).toString();
        Matcher inode = NAMESPACE.matcher(namespace);
        if (!inode.matches()) {
            throw new IOException("unexpected PID namespace " + namespace);
        }
        return new ProcessIdentity(
                Hashes.eightDigits(host),
                Hashes.eightDigits(boot),
                Long.parseLong(inode.group(1)),
                ProcessHandle.current().pid(),
                startTicks(stat(proc, "self")));
    }

    /**
     * Finds out about another process.
     *
     * @param other the process
     * @param proc where the kernel's process table stands
     */
    State stateOf(ProcessIdentity other, Path proc) {
        if (!other.host.equals(host)) {
            return State.UNKNOWN;
        }
        if (!other.boot.equals(boot)) {
            return State.GONE;
        }
        if (other.pidNamespace != pidNamespace) {
            return State.UNKNOWN;
        }
        try {
            String stat = stat(proc, Long.toString(other.pid));
            // A zombie has closed its files: all that is left of it is its exit status.
            boolean ended = "ZXx".indexOf(fields(stat)[0].charAt(0)) >= 0;
            return ended || startTicks(stat) != other.startTicks ? State.GONE : State.LIVES;
        } catch (IOException | RuntimeException e) {
            // With the mount option hidepid other users' processes look as if they were gone; then the first
            // one does too.
            return Files.isReadable(proc.resolve("1/stat")) && !Files.exists(proc.resolve(Long.toString(other.pid)))
                    ? State.GONE
                    : State.UNKNOWN;
        }
    }

    /**
     * Describes another process for people.
     *
     * @param other the process
     * @param state what is known about it
     */
    String describe(ProcessIdentity other, State state) {
        if (!other.host.equals(host)) {
            return "process " + other.pid + " of another host";
        }
        if (!other.boot.equals(boot)) {
            return "process " + other.pid + " of this host, ended by a reboot";
        }
        String where = other.pidNamespace == pidNamespace ? " of this host, " : " of another container of this host, ";
        return "process " + other.pid + where + state.words;
    }

    private static String stat(Path proc, String pid) throws IOException {
        // The command's name may hold any byte, so not every process's line is UTF-8.
        return Files.readString(proc.resolve(pid).resolve("stat"), StandardCharsets.ISO_8859_1);
    }

    /** Returns the fields from the third, the state, on: the second is the command's name, which may hold blanks and brackets. */
    private static String[] fields(String stat) throws IOException {
        int end = stat.lastIndexOf(')');
        String[] fields =
                end < 0 ? new String[0] : stat.substring(end + 1).strip().split(" ", -1);
        if (fields.length < 20) {
            throw new IOException("unexpected process status: " + stat);
        }
        return fields;
    }

    private static long startTicks(String stat) throws IOException {
        // Field 22 of proc(5), counted from the third.
        return Long.parseLong(fields(stat)[19]);
    }
}
