package io.stagedoor.core.meter;

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.ObjLongConsumer;
import org.jspecify.annotations.Nullable;

/** The counts of one application: few of very many that could be, so an array of arrays of which most are not there. Takes no lock. */
final class Cells {

    private static final int BITS = 6;
    private static final int SIZE = 1 << BITS;
    private static final int MASK = SIZE - 1;

    private final AtomicReferenceArray<@Nullable AtomicReferenceArray<@Nullable LongAdder>> rows;

    /** @param most how many counts could be */
    Cells(int most) {
        rows = new AtomicReferenceArray<>((most + MASK) >> BITS);
    }

    @Nullable
    LongAdder get(int cell) {
        AtomicReferenceArray<@Nullable LongAdder> row = rows.get(cell >> BITS);
        return row == null ? null : row.get(cell & MASK);
    }

    /** The count of a cell: the new one, unless somebody was faster. */
    LongAdder put(int cell, LongAdder fresh) {
        LongAdder before = row(cell >> BITS).compareAndExchange(cell & MASK, null, fresh);
        return before == null ? fresh : before;
    }

    private AtomicReferenceArray<@Nullable LongAdder> row(int index) {
        AtomicReferenceArray<@Nullable LongAdder> row = rows.get(index);
        if (row == null) {
            AtomicReferenceArray<@Nullable LongAdder> fresh = new AtomicReferenceArray<>(SIZE);
            row = rows.compareAndExchange(index, null, fresh);
            return row == null ? fresh : row;
        }
        return row;
    }

    /** Shows each cell that there is, with its count. */
    void forEach(ObjLongConsumer<Integer> to) {
        for (int i = 0; i < rows.length(); i++) {
            AtomicReferenceArray<@Nullable LongAdder> row = rows.get(i);
            for (int j = 0; row != null && j < SIZE; j++) {
                LongAdder count = row.get(j);
                if (count != null) {
                    to.accept((i << BITS) + j, count.sum());
                }
            }
        }
    }
}
