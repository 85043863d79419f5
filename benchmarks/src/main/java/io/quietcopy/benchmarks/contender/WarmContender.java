package io.quietcopy.benchmarks.contender;

import io.quietcopy.benchmarks.child.CopyAnswer;
import io.quietcopy.benchmarks.child.CopyQuestion;
import io.quietcopy.benchmarks.process.Usage;
import io.quietcopy.benchmarks.result.ContenderKind;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/** A contender in a JVM that has copied before. Immutable. */
record WarmContender(
        String id, String label, ContenderKind kind, Writes writes, String engine, String pace, WarmJvms jvms)
        implements Contender {

    @Override
    public boolean direct() {
        return !engine.equals(CopyQuestion.FILES_COPY);
    }

    /** Windows start where those of earlier copies were; dd has none. */
    @Override
    public boolean learns() {
        return engine.equals("native") || engine.equals("direct-nio");
    }

    @Override
    public Optional<String> lack() {
        return Optional.empty();
    }

    @Override
    public Ready ready(CopyJob job) throws IOException {
        boolean own = job.group().isPresent();
        WarmJvm jvm = own ? jvms.in(job.group().get()) : jvms.shared();
        try {
            jvm.warm(engine, pace, job.folder());
            return new InJvm(jvm, own, question(job));
        } catch (IOException e) {
            if (own) {
                jvm.close();
            }
            throw e;
        }
    }

    private CopyQuestion question(CopyJob job) {
        boolean inPlace = job.situation() == Situation.EXISTING || job.situation() == Situation.DEVICE;
        return new CopyQuestion(
                engine,
                pace,
                inPlace,
                job.pairs().stream()
                        .map(pair -> new CopyQuestion.Pair(
                                pair.source().toString(), pair.target().toString()))
                        .toList());
    }

    private record InJvm(WarmJvm jvm, boolean own, CopyQuestion question) implements Ready {
        @Override
        public Attempt run(Duration limit) throws IOException {
            long asked = System.nanoTime();
            WarmJvm.Result result = jvm.copy(question, limit);
            Optional<CopyAnswer> answer = result.answer();
            long start = answer.map(CopyAnswer::startNanos).orElse(asked);
            long end = answer.map(CopyAnswer::endNanos).orElseGet(System::nanoTime);
            Usage usage = answer.map(
                            used -> new Usage(used.userSeconds(), used.systemSeconds(), used.peakMemoryBytes()))
                    .orElse(new Usage(0, 0, 0));
            long window = answer.map(CopyAnswer::windowBytes).orElse(-1L);
            return new Attempt(
                    start,
                    end,
                    (end - start) / 1e9,
                    usage,
                    window < 0 ? OptionalLong.empty() : OptionalLong.of(window),
                    result.problem(),
                    result.tooLong());
        }

        @Override
        public void close() throws IOException {
            if (own) {
                jvm.close();
            }
        }
    }
}
