package io.quietcopy.conformance.internal.trial;

import io.quietcopy.WindowSample;
import io.quietcopy.conformance.internal.drive.Books;
import io.quietcopy.conformance.internal.drive.Evidence;
import io.quietcopy.conformance.internal.drive.RecordingSink;
import io.quietcopy.conformance.internal.drive.SuiteControl;
import io.quietcopy.conformance.internal.model.CopyCase;
import io.quietcopy.conformance.internal.model.Event;
import io.quietcopy.conformance.internal.model.TargetKind;
import io.quietcopy.spi.TransferResult;
import org.jspecify.annotations.Nullable;

/** Judges the books of a copy that has ended: permits, completed bytes, the digest, the window. Not thread-safe. */
final class BooksJudge {
    private final CopyCase copyCase;
    private final Books books;
    private final SuiteControl control;
    private final Evidence evidence;

    BooksJudge(CopyCase copyCase, Books books, SuiteControl control, Evidence evidence) {
        this.copyCase = copyCase;
        this.books = books;
        this.control = control;
        this.evidence = evidence;
    }

    void judge(@Nullable TransferResult result, @Nullable RecordingSink sink) {
        evidence.seen("E-PERMIT-1", "E-PERMIT-5");
        if (control.openPermits() > 0) {
            evidence.broken("E-PERMIT-5", control.openPermits() + " permits were never given back");
        }
        if (copyCase.rateBytes() != CopyCase.OPEN) {
            evidence.seen("E-PERMIT-9");
        }
        stopped();
        if (result != null) {
            complete();
            window(result);
            if (sink != null) {
                digest(sink);
            }
        }
    }

    /** After a stop only what was under way may come to its end. */
    private void stopped() {
        if (books.completedAtStop() < 0) {
            return;
        }
        evidence.seen("E-STOP-1");
        if (copyCase.events().stream().anyMatch(event -> event.when() == Event.When.OPENED && event.stops())) {
            evidence.seen("E-STOP-3");
            if (books.completedBytes() > 0) {
                evidence.broken(
                        "E-STOP-3",
                        "the session was stopped before it ran, and moved " + books.completedBytes()
                                + " bytes nevertheless");
            }
        }
        if (copyCase.inFlightBytes() == CopyCase.OPEN) {
            return;
        }
        // What was in flight, and what had looked for a stop just before.
        long most = copyCase.inFlightBytes() + Math.max(copyCase.inFlightBytes(), copyCase.blockBytes());
        long after = books.completedBytes() - books.completedAtStop();
        if (after > most) {
            evidence.broken(
                    "E-STOP-1",
                    after + " bytes were completed after the copy had been stopped, with at most "
                            + copyCase.inFlightBytes() + " in flight");
        }
    }

    private void complete() {
        evidence.seen("E-PERMIT-4", "E-SHORT-6");
        long total = copyCase.totalBytes();
        if (books.completedBytes() < total) {
            evidence.broken(
                    "E-PERMIT-4",
                    "run() returned normally, but only " + books.completedBytes() + " of " + total
                            + " bytes were told to be complete");
        }
    }

    private void window(TransferResult result) {
        boolean empty = result.inFlight().isEmpty();
        evidence.seen("E-INFLIGHT-1");
        if (control.adaptive() == empty && copyCase.totalBytes() > 0) {
            evidence.broken(
                    "E-INFLIGHT-1",
                    empty
                            ? "the engine declares ADAPTIVE_IN_FLIGHT, and the course of the window is empty"
                            : "the engine does not declare ADAPTIVE_IN_FLIGHT, but tells a course of the window: "
                                    + result.inFlight());
        }
        WindowSample last = null;
        for (WindowSample sample : result.inFlight()) {
            if (sample.windowBytes() > copyCase.inFlightMaxBytes()) {
                evidence.broken(
                        "E-INFLIGHT-1",
                        "the window was " + sample + ", but at most " + copyCase.inFlightMaxBytes()
                                + " may be in flight");
            }
            if (last != null && sample.at().compareTo(last.at()) < 0) {
                evidence.broken(
                        "E-INFLIGHT-1", "the samples of the window are not in the order of time: " + result.inFlight());
            }
            last = sample;
        }
    }

    private void digest(RecordingSink sink) {
        evidence.seen(copyCase.target() == TargetKind.NONE ? "E-DIGEST-3" : "E-DIGEST-1", "E-DIGEST-4");
        long total = copyCase.totalBytes();
        if (sink.fedBytes() != total) {
            evidence.broken("E-DIGEST-1", sink.fedBytes() + " of " + total + " bytes were fed to the digest");
        }
    }
}
