package io.quietcopy.testbed;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads what {@code strace -f -ttt -o} writes. */
final class TraceParser {

    /** {@code 4711 1795329032.845921 rest}. */
    private static final Pattern LINE = Pattern.compile("(\\d+)\\s+(\\d+\\.\\d+) (.*)");

    private static final Pattern UNFINISHED = Pattern.compile("(\\w+)\\((.*?),?\\s*<unfinished \\.\\.\\.>");
    private static final Pattern RESUMED = Pattern.compile("<\\.\\.\\. (\\w+) resumed>(?:, )?(.*)\\)\\s+= (.*)");
    private static final Pattern WHOLE = Pattern.compile("(\\w+)\\((.*)\\)\\s+= (.*)");

    private static final Pattern ESCAPED = Pattern.compile("\\\\([0-7]{1,3}|.)");

    private final Map<Long, Trace.Call> open = new HashMap<>();
    private final List<Trace.Call> calls = new ArrayList<>();
    private int order;

    private TraceParser() {}

    /** Returns the calls in the order in which they began. Signals and ends of processes are left out. */
    static List<Trace.Call> parse(List<String> lines) throws IOException {
        TraceParser parser = new TraceParser();
        for (String line : lines) {
            parser.take(line);
        }
        parser.calls.addAll(parser.open.values());
        parser.calls.sort(Comparator.comparingInt(Trace.Call::began));
        return parser.calls;
    }

    private void take(String line) throws IOException {
        Matcher matcher = LINE.matcher(line);
        if (!matcher.matches()) {
            throw new IOException("not a line of strace: " + line);
        }
        long pid = Long.parseLong(matcher.group(1));
        double seconds = Double.parseDouble(matcher.group(2));
        String rest = matcher.group(3);
        if (rest.startsWith("+++") || rest.startsWith("---")) {
            return;
        }
        int place = order++;
        Matcher unfinished = UNFINISHED.matcher(rest);
        if (unfinished.matches()) {
            remember(new Trace.Call(
                    unfinished.group(1), pid, unfinished.group(2), "", place, Integer.MAX_VALUE, seconds));
            return;
        }
        Matcher resumed = RESUMED.matcher(rest);
        if (resumed.matches()) {
            Trace.Call begun = open.remove(pid);
            if (begun != null) {
                String arguments = join(begun.arguments(), resumed.group(2));
                calls.add(new Trace.Call(
                        begun.name(), pid, arguments, resumed.group(3), begun.began(), place, begun.seconds()));
            }
            return;
        }
        Matcher whole = WHOLE.matcher(rest);
        if (!whole.matches()) {
            throw new IOException("not a call of strace: " + line);
        }
        calls.add(new Trace.Call(whole.group(1), pid, whole.group(2), whole.group(3), place, place, seconds));
    }

    /** A thread that was killed never resumes its call, and its number may come again. */
    private void remember(Trace.Call call) {
        Trace.Call given = open.put(call.pid(), call);
        if (given != null) {
            calls.add(given);
        }
    }

    /** Returns the text with the bytes that strace prints as in C, decoded as UTF-8. */
    static String unescape(String text) {
        String bytes = ESCAPED.matcher(text).replaceAll(match -> Matcher.quoteReplacement(plain(match.group(1))));
        return new String(bytes.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    private static String plain(String escaped) {
        return switch (escaped.charAt(0)) {
            case '0', '1', '2', '3', '4', '5', '6', '7' ->
                Character.toString((char) (Integer.parseInt(escaped, 8) & 0xff));
            case 'n' -> "\n";
            case 't' -> "\t";
            case 'r' -> "\r";
            case 'v' -> "\013";
            case 'f' -> "\f";
            default -> escaped;
        };
    }

    private static String join(String first, String second) {
        if (first.isEmpty() || second.isEmpty()) {
            return first + second;
        }
        return first + ", " + second;
    }
}
