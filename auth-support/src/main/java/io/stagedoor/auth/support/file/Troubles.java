package io.stagedoor.auth.support.file;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * Tells each trouble once, when it has lasted for some looks, again when it is another one, and when it is over. A bounded number at a
 * time is followed. For one thread at a time.
 */
public final class Troubles {

    /** How many are followed at a time: more than that are one mistake, and the first ones tell it. */
    public static final int MOST = 200;

    private static final class Trouble {
        private String text = "";
        private int looks;
        private boolean told;
    }

    private final int patience;
    private final BiConsumer<String, String> tell;
    private final Consumer<String> over;
    private final Map<String, Trouble> known = new HashMap<>();

    /**
     * @param patience after how many looks with the same trouble it is told; at least 1
     * @param tell takes where the trouble is, and what it is
     * @param over takes where a trouble was that has been told, and is no more
     */
    public Troubles(int patience, BiConsumer<String, String> tell, Consumer<String> over) {
        this.patience = patience;
        this.tell = tell;
        this.over = over;
    }

    /**
     * Looks once.
     *
     * @param now by where it is, what is wrong
     */
    public void look(Map<String, String> now) {
        known.entrySet().removeIf(entry -> {
            boolean isOver = !now.containsKey(entry.getKey());
            if (isOver && entry.getValue().told) {
                over.accept(entry.getKey());
            }
            return isOver;
        });
        new TreeMap<>(now).forEach((where, text) -> {
            if (known.size() < MOST || known.containsKey(where)) {
                look(where, text);
            }
        });
    }

    private void look(String where, String text) {
        Trouble trouble = known.computeIfAbsent(where, key -> new Trouble());
        boolean isSame = text.equals(trouble.text);
        trouble.looks = isSame ? trouble.looks + 1 : 1;
        trouble.told &= isSame;
        trouble.text = text;
        if (trouble.looks >= patience && !trouble.told) {
            trouble.told = true;
            tell.accept(where, text);
        }
    }
}
