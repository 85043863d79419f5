package io.quietcopy.conformance.internal.model;

import java.util.List;

/**
 * Something that happens while a copy runs.
 *
 * @param when after what
 * @param count after how many of these, at least 1
 * @param action what happens
 * @param argument a length in bytes, where the action needs one
 */
public record Event(When when, int count, Action action, long argument) {
    /** After what something happens. */
    public enum When {
        /** After the library has looked at both sides, before {@code open()}. */
        BEFORE,
        /** After {@code open()} has returned, before {@code run()}. */
        OPENED,
        /** When a permit is asked for, before it is given. */
        ASKED,
        /** When bytes are told to be complete. */
        COMPLETED
    }

    /** What happens. */
    public enum Action {
        /** The copy is cancelled: {@code cancelled()} is true, permits are refused. */
        CANCEL,
        /** {@code cancelled()} is true, but permits are still given. */
        CANCEL_QUIETLY,
        /** {@code abort()} is called by another thread. */
        ABORT,
        /** The source becomes so many bytes long. */
        SHRINK,
        /** The source becomes so many bytes long, the new ones data. */
        GROW,
        /** All bytes of the source become others. */
        REWRITE,
        /** Another file gets the name of the source. */
        SWAP_SOURCE,
        /** Another file gets the name of the target. */
        SWAP_TARGET,
        /** A symbolic link to another file gets the name of the source. */
        LINK_SOURCE,
        /** A symbolic link to another file gets the name of the target. */
        LINK_TARGET,
        /** The name of the source is removed. */
        REMOVE_SOURCE,
        /** The session is closed without having run. */
        CLOSE,
        /** The control throws an unchecked exception, as a bug would. */
        THROW
    }

    /** Checks the count. */
    public Event {
        if (count < 1) {
            throw new IllegalArgumentException("an event happens after at least one " + when + ", not " + count);
        }
    }

    /** Returns an event without argument. */
    public static Event of(When when, int count, Action action) {
        return new Event(when, count, action, 0);
    }

    /** Returns whether it stops the copy. */
    public boolean stops() {
        return action == Action.CANCEL || action == Action.CANCEL_QUIETLY || action == Action.ABORT;
    }

    /** Returns the event that the text describes, like {@code completed:3:shrink:4096}. */
    static Event parse(String text) {
        List<String> parts = List.of(text.split(":", -1));
        if (parts.size() < 3 || parts.size() > 4) {
            throw new IllegalArgumentException(text + " is no event like completed:3:shrink:4096");
        }
        return new Event(
                EnumText.parse(When.class, parts.get(0)),
                Integer.parseInt(parts.get(1)),
                EnumText.parse(Action.class, parts.get(2)),
                parts.size() == 4 ? ByteText.parse(parts.get(3)) : 0);
    }

    @Override
    public String toString() {
        String text = EnumText.of(when) + ':' + count + ':' + EnumText.of(action);
        return argument == 0 ? text : text + ':' + ByteText.of(argument);
    }
}
