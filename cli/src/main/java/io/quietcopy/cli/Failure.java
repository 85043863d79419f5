package io.quietcopy.cli;

import io.quietcopy.CopyException;
import io.quietcopy.CopyPhase;
import io.quietcopy.TargetState;
import java.util.ArrayList;
import java.util.List;

/** Tells a person, or a program, what went wrong. */
final class Failure {
    private static final int LABEL = 10;

    private Failure() {}

    /** Returns a failed copy in readable lines: what, where, the state of the target, what to do, the code. */
    static String text(CopyException e, int width) {
        StringBuilder text = new StringBuilder(headline(e.problem(), width));
        String where = where(e);
        if (!where.isEmpty()) {
            text.append(Text.field("where", LABEL, where, width));
        }
        text.append(Text.field("target", LABEL, target(e), width));
        if (!e.leftovers().isEmpty()) {
            String files = String.join(
                    "\n", e.leftovers().stream().map(Text::printable).toList());
            text.append(Text.field("left over", LABEL, files, width));
        }
        text.append(Text.field("what to do", LABEL, remedy(e), width));
        return text.append(Text.field("code", LABEL, e.code().id(), width)).toString();
    }

    /** Returns the first lines of any error. A table under the first line keeps its lines. */
    static String headline(String problem, int width) {
        String message = Text.message(problem);
        int end = message.indexOf('\n');
        String sentence = end < 0 ? message : message.substring(0, end);
        StringBuilder text = new StringBuilder(String.join("\n  ", Text.wrap("quietcopy: " + sentence, width - 2)));
        if (end >= 0) {
            CandidateTable.narrow(message.substring(end + 1), width - 2)
                    .lines()
                    .forEach(line -> text.append("\n  ").append(line));
        }
        return text.append('\n').toString();
    }

    /** Returns a failed copy as JSON; the exit status is left out where a signal decides it. */
    static String json(CopyException e, boolean bySignal) {
        return Json.object(json -> {
            json.writeObjectFieldStart("error");
            json.writeStringField("code", e.code().id());
            json.writeStringField("problem", e.problem());
            json.writeStringField("remedy", remedy(e));
            json.writeStringField("targetState", Text.id(e.targetState()));
            if (e.lengthBefore().isPresent()) {
                json.writeNumberField("lengthBefore", e.lengthBefore().getAsLong());
            }
            if (e.path().isPresent()) {
                json.writeStringField("path", e.path().get().toString());
            }
            if (e.byteOffset().isPresent()) {
                json.writeNumberField("byteOffset", e.byteOffset().getAsLong());
            }
            if (e.engine().isPresent()) {
                json.writeStringField("engine", e.engine().get());
            }
            if (e.phase().isPresent()) {
                json.writeStringField("phase", Text.id(e.phase().get()));
            }
            if (e.errno().isPresent()) {
                json.writeNumberField("errno", e.errno().getAsInt());
            }
            if (e.exitStatus().isPresent()) {
                json.writeNumberField("exitStatus", e.exitStatus().getAsInt());
            }
            Json.strings(json, "leftovers", e.leftovers());
            json.writeEndObject();
            if (!bySignal) {
                json.writeNumberField("exit", ExitStatus.of(e));
            }
        });
    }

    /** Returns any other failure as JSON. */
    static String json(String code, String problem, int exit) {
        return Json.object(json -> {
            json.writeObjectFieldStart("error");
            json.writeStringField("code", code);
            json.writeStringField("problem", problem);
            json.writeEndObject();
            json.writeNumberField("exit", exit);
        });
    }

    /** Returns what became of the target, one clause. */
    static String target(CopyException e) {
        return switch (e.targetState()) {
            case UNTOUCHED -> "untouched";
            case REMOVED -> "not there; what had been written was removed";
            case PARTIAL ->
                "partly written"
                        + (e.lengthBefore().isPresent()
                                ? "; it was " + Sizes.exact(e.lengthBefore().getAsLong()) + " long before"
                                : "");
            case COMPLETE_NOT_DURABLE -> "complete, but a power cut may still lose it";
            case COMPLETE -> "complete";
            case STILL_BEING_WRITTEN -> "still being written: a call hangs in the kernel and may still change it";
        };
    }

    private static String where(CopyException e) {
        List<String> parts = new ArrayList<>();
        e.path()
                .map(Text::printable)
                .filter(path -> !e.problem().contains(path))
                .ifPresent(parts::add);
        e.byteOffset().ifPresent(offset -> parts.add("at byte " + offset));
        e.phase().map(Failure::phase).ifPresent(parts::add);
        e.engine().ifPresent(engine -> parts.add("engine " + engine));
        e.errno().ifPresent(errno -> parts.add("errno " + errno));
        e.exitStatus().ifPresent(status -> parts.add("exit status " + status));
        return String.join(", ", parts);
    }

    /** Returns a phase as people say it. */
    static String phase(CopyPhase phase) {
        return switch (phase) {
            case PREFLIGHT -> "while checking";
            case MAP -> "while mapping the source";
            case STAGE -> "while preparing the target";
            case OPEN -> "while opening source and target";
            case TRANSFER -> "while copying";
            case FLUSH -> "while flushing";
            case VERIFY -> "while reading back";
            case PUBLISH -> "while giving the file its name";
        };
    }

    /** The library's remedies speak of its API; where it has nothing more precise, these speak of options. */
    private static String remedy(CopyException e) {
        return option(e)
                + (hangs(e)
                        ? " When the storage answers again, 'quietcopy clean FOLDER' removes the temporary file that"
                                + " a new file was written to."
                        : "");
    }

    private static String option(CopyException e) {
        if (!e.remedy().equals(e.code().remedy())) {
            return e.remedy();
        }
        return switch (e.code()) {
            case TARGET_EXISTS ->
                "Choose another name, or add --replace (the finished copy takes the file's place) or --in-place"
                        + " (its bytes are overwritten).";
            case TARGET_MISSING -> "Check the target's path, or leave out --replace or --in-place.";
            case TARGET_HARD_LINKED, TARGET_ATTRIBUTES_NOT_KEPT -> e.remedy() + " (--in-place writes in place.)";
            case TARGET_IN_USE -> "Stop the other program, or add --set guard=warn if you know better.";
            case SOURCE_CHANGED -> "Copy a snapshot, stop whoever writes, or add --source-change fixed-length.";
            case DIRECT_REFUSED -> "Add --cache prefer-direct, or use a file system that has direct I/O.";
            case PUBLISH_UNSUPPORTED -> "Write to a file system with hard links, or add --replace or --in-place.";
            case DEADLINE_EXCEEDED -> "Allow more time (--deadline), or find out what slows the storage.";
            case STALLED -> "Check the storage and its connection; if such pauses are normal, raise --stall-timeout.";
            default -> e.remedy();
        };
    }

    /** Returns whether a hung call of this copy may keep the process from ending in an orderly way. */
    static boolean hangs(CopyException e) {
        return e.targetState() == TargetState.STILL_BEING_WRITTEN;
    }
}
