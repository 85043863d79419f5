package io.quietcopy.internal.preflight;

import io.quietcopy.CopyException;
import io.quietcopy.CopyPhase;
import io.quietcopy.ErrorCode;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Makes the exceptions of the checks. */
final class Refusal {
    private Refusal() {}

    static CopyException of(ErrorCode code, Path path, String problem, String remedy) {
        return of(code, path, problem, remedy, null);
    }

    static CopyException of(ErrorCode code, Path path, String problem, String remedy, @Nullable Throwable cause) {
        return CopyException.refusal(code, problem)
                .phase(CopyPhase.PREFLIGHT)
                .path(path)
                .remedy(remedy)
                .cause(cause)
                .build();
    }

    /** Returns what the operating system said, without the path that the exception's message begins with. */
    static String reason(Exception e) {
        if (e instanceof FileSystemException failure && failure.getReason() != null) {
            return failure.getReason();
        }
        String message = e.getMessage();
        return message == null ? e.getClass().getSimpleName() : message;
    }
}
