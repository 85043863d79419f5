package io.quietcopy.conformance.mutants;

/** Memory that several threads take for their own. It is given back by the last of them. */
final class SharedMemory extends Memory {
    private int users;

    SharedMemory(int size) {
        super(size);
    }

    synchronized SharedMemory take() {
        users++;
        return this;
    }

    @Override
    public synchronized void close() {
        if (--users == 0) {
            super.close();
        }
    }
}
