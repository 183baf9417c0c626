package io.stagedoor.auth.support.turn;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class PlacesTest {

    private final Places places = Places.empty();

    private int enter(String address, int times, int most) {
        ByteBuffer network = Networks.key(address);
        int entered = 0;
        for (int i = 0; i < times; i++) {
            entered += places.enter(network, most) ? 1 : 0;
        }
        return entered;
    }

    @Test
    void one_network_has_half_of_the_room() {
        assertThat(enter("2001:db8:0:1::1", 100, 10)).isEqualTo(5);
        assertThat(enter("2001:db8:0:1::2", 100, 10)).isZero();
        assertThat(enter("192.0.2.1", 3, 10)).isEqualTo(3);
        assertThat(enter("192.0.2.2", 100, 10)).isEqualTo(2);
        assertThat(places.size()).isEqualTo(10);
        places.leave(Networks.key("192.0.2.2"));
        assertThat(enter("192.0.2.3", 1, 10)).isEqualTo(1);
    }

    @Test
    void there_is_room_for_one_at_least() {
        assertThat(enter("192.0.2.1", 2, 1)).isEqualTo(1);
        assertThat(enter("192.0.2.2", 1, 1)).isZero();
    }
}
