package io.quietcopy.benchmarks.child;

import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;

/** The standard output for data; {@link System#out} would send off each number by itself. */
final class Standard {
    private Standard() {}

    static DataOutputStream output() {
        return new DataOutputStream(new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), 1 << 16));
    }
}
