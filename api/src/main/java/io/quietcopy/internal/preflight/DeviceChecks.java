package io.quietcopy.internal.preflight;

import io.quietcopy.CopyException;
import io.quietcopy.ErrorCode;
import io.quietcopy.GuardPolicy;
import io.quietcopy.internal.host.BlockDevice;
import io.quietcopy.internal.host.DeviceNumber;
import io.quietcopy.internal.host.DeviceTree;
import io.quietcopy.internal.host.FileFacts;
import io.quietcopy.internal.host.MountTable;
import io.quietcopy.internal.host.Span;
import io.quietcopy.internal.host.StorageStack;
import io.quietcopy.internal.host.Swaps;
import io.quietcopy.internal.target.TargetFiles;
import io.quietcopy.spi.HostServices;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Checks that nobody else uses the target: a device, its parts, its disk, what is behind it if it is a loop device, and loop
 * devices that show the same bytes.
 */
final class DeviceChecks {
    private final Path given;
    private final FileFacts target;
    private final GuardPolicy guard;
    private final Surroundings around;
    private final List<String> notes;
    private final StorageStack.Layers layers;

    private DeviceChecks(Path given, FileFacts target, GuardPolicy guard, Surroundings around, List<String> notes)
            throws IOException {
        this.given = given;
        this.target = target;
        this.guard = guard;
        this.around = around;
        this.notes = notes;
        this.layers = around.stack().below(target);
    }

    /**
     * Checks an existing target.
     *
     * @param given the path that messages name
     * @param claimed whether this copy has claimed it already
     * @param notes takes what was found and tolerated
     */
    static void check(
            Path given, FileFacts target, boolean claimed, GuardPolicy guard, Surroundings around, List<String> notes)
            throws CopyException {
        try {
            new DeviceChecks(given, target, guard, around, notes).run(claimed);
        } catch (CopyException e) {
            throw e;
        } catch (IOException e) {
            throw Refusal.of(
                    ErrorCode.TARGET_IN_USE,
                    given,
                    "it cannot be found out whether the target " + given + " is in use: " + Refusal.reason(e),
                    "Make /sys and /proc readable for this user.",
                    e);
        }
    }

    /** Says what {@link #check} looks at, for the report. */
    static String describe(Optional<FileFacts> target, Surroundings around) {
        boolean services = around.host().services().isPresent();
        if (target.isEmpty()) {
            return "nothing to guard: the target is a new file";
        }
        String looked = target.get().isBlockDevice()
                ? "mounts, swap, holders, partitions, btrfs members and loop devices checked"
                : "swap files and loop devices checked";
        String unread = around.gaps().isEmpty() ? "" : ", except " + String.join(" and ", around.gaps());
        if (services) {
            return looked + unread + "; image locks checked by the host services";
        }
        return looked
                + unread
                + (target.get().isBlockDevice()
                        ? "; no exclusive claim without host services"
                        : "; image locks not checked without host services");
    }

    /** What forbids writing whatever the policy goes first, so that it is told even where users are tolerated. */
    private void run(boolean claimed) throws IOException {
        checkReadOnly();
        for (Span layer : layers.exact()) {
            checkLayer(layer);
        }
        List<BlockDevice> loops = loopsThatShowIt();
        checkUsersOf(loops);
        checkGaps();
        for (BlockDevice loop : loops) {
            soft(
                    "loop device " + loop.name() + " shows the target " + given,
                    "Detach it first (losetup --detach /dev/" + loop.name()
                            + "), or set guard=warn if you know that nobody uses it.");
        }
        if (claimed || !TargetFiles.writtenByThisProcess(around.host(), target.identity())) {
            checkLocks();
        } // else the copy will be refused when it wants to claim, and the other one must not lose its lock by a look
    }

    private Optional<BlockDevice> device() {
        return target.isBlockDevice() ? around.devices().find(target.deviceNumber()) : Optional.empty();
    }

    private void checkReadOnly() throws CopyException {
        if (device().map(BlockDevice::readOnly).orElse(false)) {
            throw Refusal.of(
                    ErrorCode.TARGET_READ_ONLY,
                    given,
                    "the target device " + given + " is read-only",
                    "Make the device writable (blockdev --setrw " + given + "), or attach it again without read-only.");
        }
    }

    /** Without the kernel's tables a device may be in use by anybody. */
    private void checkGaps() throws CopyException {
        if (!target.isBlockDevice() || (around.gaps().isEmpty() && device().isPresent())) {
            return;
        }
        String unread = around.gaps().isEmpty() ? "this device in sysfs" : String.join(" and ", around.gaps());
        String problem = "nobody can tell whether the target device " + given + " is in use, without " + unread;
        // The exclusive claim of the host services sees every user of the device, so it makes up for the tables.
        if (around.host().services().isPresent()) {
            notes.add(problem + "; only the exclusive claim guards it");
        } else {
            soft(problem, "Mount /proc and /sys, or set guard=warn if you know that nobody uses the device.");
        }
    }

    /** Looks at everything that shares bytes with one of the target's layers. */
    private void checkLayer(Span layer) throws IOException {
        if (!layer.onDisk()) {
            checkSwapFile(layer);
            return;
        }
        Optional<BlockDevice> disk = around.devices().find(layer.disk());
        if (disk.isEmpty()) {
            return;
        }
        for (BlockDevice device : around.devices().sharing(disk.get())) {
            if (Span.all(device).overlaps(layer)) {
                Optional<DeviceUse> use = DeviceUse.of(device, around);
                if (use.isPresent()) {
                    throw refusal(use.get(), isTarget(device) ? "" : device.label() + ", which shares bytes with it, ");
                }
            }
        }
    }

    private boolean isTarget(BlockDevice device) {
        return target.isBlockDevice() && target.deviceNumber().equals(device.number());
    }

    private void checkSwapFile(Span layer) throws CopyException {
        for (Swaps.Swap swap : around.swaps()) {
            if (!swap.device() && isFile(swap.path(), layer)) {
                throw refusal(
                        new DeviceUse(
                                ErrorCode.TARGET_SWAP,
                                "is swap space in use",
                                "Switch the swap space off first (swapoff " + swap.path() + ")."),
                        target.isBlockDevice() ? layer.name() + ", which is behind it, " : "");
            }
        }
    }

    private static boolean isFile(Path path, Span layer) {
        try {
            return FileFacts.find(path)
                    .map(facts -> facts.identity().sameBytesAs(layer.store()))
                    .orElse(false);
        } catch (IOException e) {
            return false;
        }
    }

    private void checkUsersOf(List<BlockDevice> loops) throws IOException {
        for (BlockDevice loop : loops) {
            for (BlockDevice device : around.devices().sharing(loop)) {
                Optional<DeviceUse> use = DeviceUse.of(device, around);
                if (use.isPresent()) {
                    throw refusal(use.get(), "loop device " + device.name() + ", which shows it, ");
                }
            }
        }
    }

    /** Finds the other loop devices that show bytes of the target. */
    private List<BlockDevice> loopsThatShowIt() throws IOException {
        Set<DeviceNumber> own = new HashSet<>();
        layers.exact().stream().filter(Span::onDisk).forEach(layer -> own.add(layer.disk()));
        List<BlockDevice> loops = new ArrayList<>();
        for (BlockDevice loop : around.devices().loops()) {
            if (!own.contains(loop.number())
                    && mayShow(loop)
                    && around.stack().exactly(loop).sharesBytesWith(layers)) {
                loops.add(loop);
            }
        }
        return loops;
    }

    /**
     * Returns whether what is behind a loop device may be looked at: not if it is on a server that this copy has nothing to do
     * with, since one that does not answer is no reason for this copy to hang.
     */
    private boolean mayShow(BlockDevice loop) {
        Optional<DeviceTree.Backing> backing = around.devices().backing(loop);
        if (backing.isEmpty()) {
            return false;
        }
        Optional<MountTable.Mount> theirs =
                around.mounts().holding(backing.get().file());
        return theirs.isEmpty()
                || theirs.get().isLocal()
                || layers.files().stream()
                        .map(file -> around.mounts().holding(file))
                        .anyMatch(mine -> mine.isEmpty()
                                || mine.get().device().equals(theirs.get().device()));
    }

    /** Asks the host services for locks that other programs hold on the image. */
    private void checkLocks() throws CopyException {
        Optional<HostServices> services = around.host().services();
        if (services.isEmpty()) {
            return;
        }
        Optional<String> user;
        try {
            user = services.get().inUse(target.path());
        } catch (IOException | UnsupportedOperationException e) {
            notes.add("image locks of the target could not be checked: " + Refusal.reason(e));
            return;
        }
        if (user.isPresent()) {
            soft(
                    "the target " + given + " is in use by " + user.get(),
                    "Stop the other program, or set guard=warn if you know better.");
        }
    }

    private void soft(String problem, String remedy) throws CopyException {
        if (guard == GuardPolicy.WARN) {
            notes.add(problem);
        } else {
            throw Refusal.of(ErrorCode.TARGET_IN_USE, given, problem, remedy);
        }
    }

    private CopyException refusal(DeviceUse use, String through) {
        String subject = "the target " + given + (through.isEmpty() ? " " : " is in use: " + through);
        return Refusal.of(use.code(), given, subject + use.what(), use.remedy());
    }
}
