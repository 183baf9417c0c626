package io.stagedoor.benchmarks;

import io.stagedoor.benchmarks.roundtrip.RoundTripTable;
import io.stagedoor.benchmarks.server.ServerTable;

/**
 * How long everything is measured.
 *
 * @param compared of what is compared with the floor
 * @param growing of what may not grow with the number of clients and applications
 * @param other of the other benchmarks
 */
record Pace(
        JmhSet.Pace compared,
        JmhSet.Pace growing,
        JmhSet.Pace other,
        Size size,
        RoundTripTable roundTrips,
        ServerTable server) {

    /**
     * How much there is of what must not matter.
     *
     * @param sessions clients that are in, where their number is compared with one
     * @param applications that are configured, where their number is compared with one
     * @param kept clients whose memory is counted
     * @param swaps changes of the configuration
     * @param floodMillis how long passwords are tried
     * @param forgedMillis how long forged tokens come
     */
    record Size(int sessions, int applications, int kept, int swaps, long floodMillis, long forgedMillis) {}

    /** About ten minutes. */
    static final Pace FULL = new Pace(
            new JmhSet.Pace(2, 2, 4, 800, true),
            new JmhSet.Pace(4, 4, 3, 400, true),
            new JmhSet.Pace(1, 2, 4, 800, true),
            new Size(1_000_000, 10_000, 100_000, 300, 4_000, 12_000),
            new RoundTripTable(4, 400),
            new ServerTable(4, 4_000, 12, 300));

    /** As short as it can be to see that all of it works. */
    static final Pace SMOKE = new Pace(
            new JmhSet.Pace(1, 1, 1, 20, false),
            new JmhSet.Pace(1, 1, 1, 20, false),
            new JmhSet.Pace(1, 1, 1, 20, false),
            new Size(1_000, 100, 1_000, 4, 100, 200),
            new RoundTripTable(1, 20),
            new ServerTable(1, 20, 1, 20));
}
