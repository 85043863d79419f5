package io.quietcopy.internal.target;

import io.quietcopy.internal.host.DeviceNumber;
import io.quietcopy.spi.FileIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Looks into the kernel's table of locks ({@code /proc/locks}). The only way to find out that this very process holds a POSIX
 * lock on a file without losing it: opening and closing the file to try would release it.
 *
 * <p>The table names a file by the device of its file system, which on btrfs is another one than {@code stat} gives; there
 * nothing is found.
 */
final class KernelLocks {
    private KernelLocks() {}

    /**
     * Returns whether this process holds the lock that copies take ({@link TargetLock}) on a file.
     *
     * @param proc where the table stands
     * @param file the file
     * @return true if the kernel says so; false if not, or if the table cannot be read
     */
    static boolean heldByThisProcess(Path proc, FileIdentity file) {
        String pid = Long.toString(ProcessHandle.current().pid());
        DeviceNumber device = DeviceNumber.ofRaw(file.device());
        String place = hex(device.major()) + ":" + hex(device.minor()) + ":" + file.inode();
        try {
            return Files.readAllLines(proc.resolve("locks")).stream()
                    .map(line -> line.strip().split("\\s+", -1))
                    // 1: POSIX  ADVISORY  WRITE 4711 08:01:131077 9223372036854775806 9223372036854775806
                    .anyMatch(fields -> fields.length == 8
                            && fields[1].equals("POSIX")
                            && fields[3].equals("WRITE")
                            && fields[4].equals(pid)
                            && fields[5].equals(place)
                            && fields[6].equals(Long.toString(TargetLock.POSITION)));
        } catch (IOException e) {
            return false;
        }
    }

    /** Two digits at least. A format would first load what Java knows of locales. */
    private static String hex(int number) {
        return (number < 0x10 ? "0" : "") + Integer.toHexString(number);
    }
}
