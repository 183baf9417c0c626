package io.stagedoor.shared.redis.internal.link;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * What Redis does at once, in Lua. Time is Redis' own. The first key of most is that of the epoch: a random number that is written once and is gone with all else,
 * beside a count of what was kept. Each answer is a list whose first element is a word.
 *
 * <p>{@code EPOCH}: Redis does not have what it had. {@code RUN}: another process answers than before, which may not have all of it.
 */
public enum Script {
    /**
     * Keys: epoch, claim. Arguments: epoch, run, kind, milliseconds or 0, sealed note, mark of the expected note or nothing.
     *
     * <p>{@code LOST}: what was claimed before a loss has ended by a time. A thing has about the same end each time it is claimed; servers' clocks, and the skews
     * of authenticators, differ by less than eleven minutes. So what ends later was not claimed before.
     */
    CLAIM("""
            local meta = redis.call('HMGET', KEYS[1], 'epoch', 'lost:' .. ARGV[3], 'end:' .. ARGV[3])
            if meta[1] ~= ARGV[1] then return {'EPOCH'} end
            if run() ~= ARGV[2] then return {'RUN'} end
            local there = redis.call('GET', KEYS[2])
            if there then
              if ARGV[6] == '' or string.sub(there, 1, 16) ~= ARGV[6] then return {'THERE', there} end
            elseif ARGV[6] ~= '' then
              return {'NOBODY'}
            end
            local till = ending(ARGV[4])
            if not there and meta[2] and till <= tonumber(meta[2]) + 660000 then return {'LOST', meta[2]} end
            if ARGV[4] == '0' then
              redis.call('SET', KEYS[2], ARGV[5])
            else
              redis.call('SET', KEYS[2], ARGV[5], 'PX', ARGV[4])
            end
            if not meta[3] or till > tonumber(meta[3]) then
              redis.call('HSET', KEYS[1], 'end:' .. ARGV[3], text(till))
            end
            local count = redis.call('HINCRBY', KEYS[1], 'count', 1)
            return {'TAKEN', there or '', tostring(count), text(till)}
            """),
    /** Keys: claim. Arguments: sealed note, as it was written. Takes it back if nothing has changed it. */
    UNCLAIM("""
            if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end
            return {'OK'}
            """),
    /** Keys: epoch, claim. Arguments: epoch. */
    CLAIMED("""
            if redis.call('HGET', KEYS[1], 'epoch') ~= ARGV[1] then return {'EPOCH'} end
            local there = redis.call('GET', KEYS[2])
            if there then return {'THERE', there} end
            return {'NOBODY'}
            """),
    /**
     * Keys: epoch. Arguments: the mark of this server's key, 1 if it may be written. The mark lies beside the epoch; whoever comes first writes it.
     *
     * <p>{@code OTHER}: the servers that share what lies there have another key. {@code NONE}: there is no mark, and none was written.
     */
    KEYED("""
            local there = redis.call('HGET', KEYS[1], 'key')
            if there then return {there == ARGV[1] and 'OK' or 'OTHER'} end
            if ARGV[2] ~= '1' then return {'NONE'} end
            redis.call('HSET', KEYS[1], 'key', ARGV[1])
            return {'OK'}
            """),
    /** Keys: places. Arguments: member, milliseconds or 0, how many there are. */
    LEASE("""
            redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', text(now()))
            if not redis.call('ZSCORE', KEYS[1], ARGV[1]) and redis.call('ZCARD', KEYS[1]) >= tonumber(ARGV[3]) then
              return {'FULL'}
            end
            redis.call('ZADD', KEYS[1], text(ending(ARGV[2])), ARGV[1])
            local last = redis.call('ZREVRANGE', KEYS[1], 0, 0, 'WITHSCORES')[2]
            if tonumber(last) >= 9007199254740991 then
              redis.call('PERSIST', KEYS[1])
            else
              redis.call('PEXPIREAT', KEYS[1], text(tonumber(last)))
            end
            return {'TAKEN'}
            """),
    /** Keys: places. Arguments: member. */
    RELEASE("""
            redis.call('ZREM', KEYS[1], ARGV[1])
            return {'OK'}
            """),
    /** Keys: count. Arguments: milliseconds. */
    COUNT("""
            local count = redis.call('INCR', KEYS[1])
            if count == 1 and ARGV[1] ~= '0' then redis.call('PEXPIRE', KEYS[1], ARGV[1]) end
            return {'OK', tostring(count)}
            """),
    /** Keys: epoch, values, ends, changes. Arguments: epoch, field, sealed value, milliseconds or 0, 'absent' for one that is not to replace another. */
    PUT("""
            if redis.call('HGET', KEYS[1], 'epoch') ~= ARGV[1] then return {'EPOCH'} end
            sweep(KEYS[2], KEYS[3], 20)
            if ARGV[5] == 'absent' and redis.call('HEXISTS', KEYS[2], ARGV[2]) == 1 then return {'OK', ''} end
            redis.call('HSET', KEYS[2], ARGV[2], ARGV[3])
            redis.call('ZADD', KEYS[3], text(ending(ARGV[4])), ARGV[2])
            change(ARGV[2], ARGV[3])
            return {'OK', tostring(redis.call('HINCRBY', KEYS[1], 'count', 1))}
            """),
    /** Keys: epoch, values, ends, changes. Arguments: epoch, field. */
    REMOVE("""
            if redis.call('HGET', KEYS[1], 'epoch') ~= ARGV[1] then return {'EPOCH'} end
            local till = redis.call('ZSCORE', KEYS[3], ARGV[2])
            redis.call('ZREM', KEYS[3], ARGV[2])
            change(ARGV[2], '')
            if redis.call('HDEL', KEYS[2], ARGV[2]) == 1 and till and tonumber(till) > now() then
              return {'OK', tostring(redis.call('HINCRBY', KEYS[1], 'count', 1))}
            end
            return {'NOBODY'}
            """),
    /** Keys: epoch, values, ends. Arguments: epoch, run, cursor, how many. Answers the next cursor, and fields and values by turns. */
    PAGE("""
            if redis.call('HGET', KEYS[1], 'epoch') ~= ARGV[1] then return {'EPOCH'} end
            if run() ~= ARGV[2] then return {'RUN'} end
            sweep(KEYS[2], KEYS[3], 1000)
            local page = redis.call('HSCAN', KEYS[2], ARGV[3], 'COUNT', ARGV[4])
            return {'OK', page[1], page[2]}
            """),
    /** Keys: epoch, changes. Arguments: epoch. Answers the number and the place of the last change. */
    MARK("""
            if redis.call('HGET', KEYS[1], 'epoch') ~= ARGV[1] then return {'EPOCH'} end
            local last = redis.call('XREVRANGE', KEYS[2], '+', '-', 'COUNT', 1)[1]
            if not last then return {'OK', '0', '0-0'} end
            return {'OK', last[2][2], last[1]}
            """),
    /**
     * Keys: epoch, changes. Arguments: epoch, run, number, place, how many. Answers a list of number, field and value by turns, and the place of the last;
     * {@code GAP} if some are not there any more.
     */
    SINCE("""
            if redis.call('HGET', KEYS[1], 'epoch') ~= ARGV[1] then return {'EPOCH'} end
            if run() ~= ARGV[2] then return {'RUN'} end
            local found = redis.call('XREAD', 'COUNT', ARGV[5], 'STREAMS', KEYS[2], ARGV[4])
            if not found or not found[1] then
              local last = redis.call('XREVRANGE', KEYS[2], '+', '-', 'COUNT', 1)[1]
              if (last and last[2][2] or '0') ~= ARGV[3] then return {'GAP'} end
              return {'OK', {}, ARGV[4]}
            end
            local all = {}
            local number = tonumber(ARGV[3])
            local place = ARGV[4]
            for _, entry in ipairs(found[1][2]) do
              number = number + 1
              if tonumber(entry[2][2]) ~= number then return {'GAP'} end
              all[#all + 1] = entry[2][2]
              all[#all + 1] = entry[2][4]
              all[#all + 1] = entry[2][6]
              place = entry[1]
            end
            return {'OK', all, place}
            """),
    /**
     * Keys: epoch. Arguments: the epoch that is known or nothing, another one, the count that is known, and kinds and ends by turns. Says whether Redis has
     * what it had, and sees to it that all servers learn of it. Also tries whether Redis can be written.
     */
    BEAT("""
            local known = ARGV[1]
            local epoch = redis.call('HGET', KEYS[1], 'epoch')
            local count = tonumber(redis.call('HGET', KEYS[1], 'count') or '0')
            local lost = known ~= '' and (epoch ~= known or count < tonumber(ARGV[3]))
            if not epoch or (lost and epoch == known) then
              epoch = ARGV[2]
              redis.call('HSET', KEYS[1], 'epoch', epoch)
            end
            local time = now()
            redis.call('HSET', KEYS[1], 'beat', text(time))
            if lost then
              for i = 4, #ARGV, 2 do
                local before = redis.call('HGET', KEYS[1], 'lost:' .. ARGV[i])
                if tonumber(ARGV[i + 1]) > time and (not before or tonumber(ARGV[i + 1]) > tonumber(before)) then
                  redis.call('HSET', KEYS[1], 'lost:' .. ARGV[i], ARGV[i + 1])
                end
              end
            end
            local info = redis.call('INFO', 'memory')
            local policy = ''
            if tonumber(string.match(info, 'maxmemory:(%d+)') or '0') > 0 then
              policy = string.match(info, 'maxmemory_policy:([%w-]+)') or ''
            end
            return {'OK', epoch, tostring(count), run(), policy, text(time), redis.call('HGETALL', KEYS[1])}
            """);

    private static final String COMMON = """
            local function now()
              local time = redis.call('TIME')
              return tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
            end
            local function text(number)
              return string.format('%.0f', number)
            end
            local function ending(millis)
              if millis == '0' then return 9007199254740991 end
              return now() + tonumber(millis)
            end
            local function run()
              return string.match(redis.call('INFO', 'server'), 'run_id:(%x+)') or ''
            end
            local function change(field, value)
              local last = redis.call('XREVRANGE', KEYS[4], '+', '-', 'COUNT', 1)[1]
              local number = last and tonumber(last[2][2]) + 1 or 1
              redis.call('XADD', KEYS[4], 'MAXLEN', '~', '10000', '*', 'n', text(number), 'f', field, 'v', value)
            end
            local function sweep(values, ends, most)
              local over = redis.call('ZRANGEBYSCORE', ends, '-inf', text(now()), 'LIMIT', 0, most)
              if #over > 0 then
                redis.call('HDEL', values, unpack(over))
                redis.call('ZREM', ends, unpack(over))
              end
            end
            """;

    private final byte[] source;
    private final byte[] hash;

    Script(String body) {
        this.source = (COMMON + body).getBytes(StandardCharsets.US_ASCII);
        this.hash = hash(source);
    }

    private static byte[] hash(byte[] source) {
        try { // Redis names scripts so; it guards nothing
            byte[] digest = MessageDigest.getInstance("SHA-1").digest(source);
            return HexFormat.of().formatHex(digest).getBytes(StandardCharsets.US_ASCII);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-1", e);
        }
    }

    byte[] source() {
        return source;
    }

    /** By which Redis knows it once it has met it. */
    byte[] hash() {
        return hash;
    }
}
