package io.quietcopy.conformance.internal.check;

import io.quietcopy.conformance.internal.generate.Blocks;
import io.quietcopy.conformance.internal.generate.Caches;
import io.quietcopy.conformance.internal.generate.Calls;
import io.quietcopy.conformance.internal.generate.CaseGenerator;
import io.quietcopy.conformance.internal.generate.Digests;
import io.quietcopy.conformance.internal.generate.DirtyZeroes;
import io.quietcopy.conformance.internal.generate.Lengths;
import io.quietcopy.conformance.internal.generate.Names;
import io.quietcopy.conformance.internal.generate.Savings;
import io.quietcopy.conformance.internal.generate.Sources;
import io.quietcopy.conformance.internal.generate.Stops;
import io.quietcopy.conformance.internal.generate.Windows;
import io.quietcopy.conformance.internal.place.Place;
import java.util.List;

/** The checks that hold for any copy of a kind. */
final class CopyChecks {
    private static final List<Place> FILES = List.of(Place.FILES);

    /** What every copy shows by the way. */
    private static final List<String> ALWAYS = List.of(
            "E-BYTES-1",
            "E-BYTES-3",
            "E-BYTES-6",
            "E-EDGE-4",
            "E-PERMIT-1",
            "E-PERMIT-4",
            "E-PERMIT-5",
            "E-PERMIT-6",
            "E-PERMIT-8",
            "E-STOP-8",
            "E-STOP-9",
            "E-RES-2",
            "E-CACHE-1",
            "E-CACHE-3",
            "E-CACHE-4",
            "E-OPEN-5",
            "E-SHORT-6",
            "E-INFLIGHT-1");

    private CopyChecks() {}

    private static Check everywhere(String id, String title, CaseGenerator generator, String... rules) {
        return new PropertyCheck(id, title, List.of(rules), Place.ALL_SIDES, generator);
    }

    private static Check files(String id, String title, CaseGenerator generator, String... rules) {
        return new PropertyCheck(id, title, List.of(rules), FILES, generator);
    }

    static List<Check> all() {
        return List.of(
                new PropertyCheck(
                        "lengths",
                        "a whole source of any length arrives, and nothing else changes",
                        ALWAYS,
                        Place.ALL_SIDES,
                        new Lengths()),
                everywhere(
                        "windows",
                        "ranges at any offset arrive, and no byte beside them changes",
                        new Windows(),
                        "E-BYTES-1",
                        "E-BYTES-2"),
                everywhere(
                        "zeroes",
                        "holes and zeroes are zero in the target, whatever it held before",
                        new DirtyZeroes(),
                        "E-ZERO-1",
                        "E-ZERO-2"),
                everywhere(
                        "many-blocks",
                        "many blocks in flight arrive where they belong, and no more of them than allowed are",
                        Blocks.many(),
                        "E-BYTES-1",
                        "E-PERMIT-8"),
                everywhere(
                        "shared-blocks",
                        "ranges that share blocks of the target do not spoil each other",
                        Blocks.shared(),
                        "E-EDGE-5"),
                new PropertyCheck(
                        "far",
                        "bytes behind the first 4 GiB arrive",
                        List.of("E-BYTES-4"),
                        List.of(Place.FILES, Place.LOOP512),
                        Blocks.far()),
                files("odd-names", "files with odd names are copied", Names.odd(), "E-BYTES-5"),
                files(
                        "many-ranges",
                        "hundreds of ranges are taken, and each arrives",
                        Blocks.ranges(300),
                        "E-CAP-2",
                        "E-BYTES-2"),
                everywhere(
                        "strict",
                        "with require-direct all is direct, or the engine says that it cannot",
                        Caches.strict(),
                        "E-OPEN-7",
                        "E-EDGE-2",
                        "E-UNALIGNED-1"),
                everywhere(
                        "neighbours-pages",
                        "pages of the source that a neighbour has in the cache stay there",
                        Caches.neighbours(),
                        "E-CACHE-2"),
                everywhere("buffered", "what is to go through the cache does", Caches.buffered(), "E-CACHE-6"),
                files(
                        "allocation",
                        "zeroes are allocated where that was asked for, and what is allocated stays so",
                        Savings.allocated(),
                        "E-ZERO-3"),
                files("long-zeroes", "a long stretch of zeroes is made in steps", Savings.longZeroes(), "E-ZERO-4"),
                files(
                        "unknown-zeroes",
                        "zeroes that nobody has told of are found",
                        Savings.unknownZeroes(),
                        "E-DETECT-1"),
                files("sharing", "blocks are shared only on request", Savings.sharing(), "E-REFLINK-1"),
                everywhere(
                        "digest",
                        "the digest is fed every byte in order, or the engine refuses before it touches anything",
                        Digests.copies(),
                        "E-DIGEST-1",
                        "E-DIGEST-5"),
                everywhere(
                        "read-only",
                        "a transfer without target reads everything past the cache, or is refused",
                        Digests.readOnly(),
                        "E-DIGEST-3",
                        "E-DIGEST-5"),
                files("digest-zeroes", "zeroes are fed to the digest in steps", Digests.longHole(), "E-DIGEST-4"),
                files(
                        "digest-of-changing-source",
                        "what is hashed is what was written, also while the source changes",
                        Digests.rewritten(),
                        "E-DIGEST-2"),
                files(
                        "misled",
                        "what stands at a path and is not what was looked at is not opened",
                        Names.misled(),
                        "E-OPEN-2",
                        "E-OPEN-6"),
                files(
                        "swapped",
                        "what gets the name of a side after it was opened is not touched",
                        Names.swapped(),
                        "E-OPEN-2"),
                everywhere(
                        "unrun",
                        "opening and closing changes nothing and leaves nothing",
                        Calls.unrun(),
                        "E-OPEN-4",
                        "E-OPEN-5",
                        "E-STOP-9"),
                everywhere(
                        "grants",
                        "permits of any size are used, and no byte more",
                        Calls.grants(),
                        "E-PERMIT-8",
                        "E-PERMIT-1",
                        "E-PERMIT-6"),
                files("rates", "under a rate small permits are asked for", Calls.rates(), "E-PERMIT-9"),
                everywhere(
                        "stops",
                        "a copy that is cancelled or aborted at any time ends, and moves nothing more",
                        new Stops(),
                        "E-STOP-1",
                        "E-STOP-2",
                        "E-STOP-3",
                        "E-STOP-4",
                        "E-PERMIT-3"),
                everywhere(
                        "bugs",
                        "a bug of the library leaves nothing in flight, and is not lost",
                        Calls.bugs(),
                        "E-ERROR-6",
                        "E-PERMIT-5"),
                new PropertyCheck(
                        "shrinking-source",
                        "a source that becomes shorter fails the copy, and nothing is invented",
                        List.of("E-SHORT-3", "E-SHORT-4", "E-SHORT-6"),
                        Place.ALL_SIDES,
                        Sources.shrinking()),
                new PropertyCheck(
                        "growing-source",
                        "a source that becomes longer is copied as long as it was",
                        List.of("E-SHORT-5"),
                        Place.ALL_SIDES,
                        Sources.growing()));
    }
}
