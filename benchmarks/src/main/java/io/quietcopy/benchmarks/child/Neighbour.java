package io.quietcopy.benchmarks.child;

import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;

/**
 * The one who must not notice: a process that reads a working set at random, which it has in the page cache, and appends a
 * record to a log every few milliseconds and waits until that is on the storage. A database, a cluster's heartbeat.
 *
 * <p>It first makes itself at home: reads the whole working set into the cache, and works for a while, so that Java has
 * compiled what matters before anything counts. Then it writes a byte, and works on and takes down how long each read and
 * each log record took, until it is told to stop by another byte; it answers with all latencies. Both threads allocate
 * nothing meanwhile, so that no collection of garbage is mistaken for slow storage.
 */
public final class Neighbour {
    private static final int BLOCK_BYTES = 4096;
    private static final int CHUNK_BYTES = 1 << 20;

    private Neighbour() {}

    /**
     * Works until it is told to stop.
     *
     * @param arguments the working set, the log, the time between two reads and between two log records in microseconds, the
     *     time to warm up in milliseconds
     * @throws IOException if a file cannot be used
     * @throws InterruptedException never
     */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        long readEveryNanos = Long.parseLong(arguments[2]) * 1000;
        long logEveryNanos = Long.parseLong(arguments[3]) * 1000;
        long warmUpMillis = Long.parseLong(arguments[4]);
        InputStream in = System.in;
        DataOutputStream out = Standard.output();
        try (FileChannel workingSet = FileChannel.open(Path.of(arguments[0]), StandardOpenOption.READ);
                FileChannel log =
                        FileChannel.open(Path.of(arguments[1]), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            readAll(workingSet);
            Latencies reads = new Latencies(1 << 20);
            Latencies records = new Latencies(1 << 18);
            Worker reader = new Worker(reading(workingSet), readEveryNanos, reads);
            Worker logger = new Worker(logging(log), logEveryNanos, records);
            reader.start();
            logger.start();
            Thread.sleep(warmUpMillis);
            reads.clear();
            records.clear();
            out.writeByte(1);
            out.flush();
            in.read();
            reader.end();
            logger.end();
            records.write(out);
            reads.write(out);
            out.flush();
        }
    }

    /** One step of work. */
    private interface Step {
        void run() throws IOException;
    }

    private static void readAll(FileChannel file) throws IOException {
        ByteBuffer chunk = ByteBuffer.allocateDirect(CHUNK_BYTES);
        while (file.read(chunk) >= 0) {
            chunk.clear();
        }
    }

    private static Step reading(FileChannel workingSet) throws IOException {
        ByteBuffer block = ByteBuffer.allocateDirect(BLOCK_BYTES);
        long blocks = workingSet.size() / BLOCK_BYTES;
        SplittableRandom random = new SplittableRandom(1);
        return () -> {
            block.clear();
            workingSet.read(block, random.nextLong(blocks) * BLOCK_BYTES);
        };
    }

    private static Step logging(FileChannel log) {
        ByteBuffer record = ByteBuffer.allocateDirect(BLOCK_BYTES);
        long[] end = new long[1];
        return () -> {
            record.clear();
            log.write(record, end[0]);
            end[0] += BLOCK_BYTES;
            log.force(true);
        };
    }

    /** A thread that does the same again and again. What comes late is not made up for. */
    private static final class Worker extends Thread {
        private final Step step;
        private final long everyNanos;
        private final Latencies latencies;
        private volatile boolean ended;
        private volatile boolean failed;

        Worker(Step step, long everyNanos, Latencies latencies) {
            super("neighbour");
            this.step = step;
            this.everyNanos = everyNanos;
            this.latencies = latencies;
        }

        @Override
        public void run() {
            try {
                while (!ended) {
                    long start = System.nanoTime();
                    step.run();
                    long took = System.nanoTime() - start;
                    latencies.add(start, took);
                    LockSupport.parkNanos(everyNanos - took);
                }
            } catch (IOException e) {
                failed = true;
                e.printStackTrace();
            }
        }

        void end() throws InterruptedException, IOException {
            ended = true;
            join();
            if (failed) {
                throw new IOException("the neighbour could not work");
            }
        }
    }
}
