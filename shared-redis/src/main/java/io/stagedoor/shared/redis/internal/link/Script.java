package io.stagedoor.shared.redis.internal.link;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * What Redis does at once, in Lua. Time is Redis' own. Each answer is a list whose first element is a word.
 *
 * <p>The first key of most is that of the epoch: a random number that is written once and is gone with all else, beside a count of what was kept. The second is that
 * of the server that asks: how often it has kept something itself, which nobody else can make up for. The first three arguments of these are what the server knows:
 * epoch, count, and its own count.
 *
 * <p>{@code EPOCH}: Redis does not have what it had. {@code RUN}: another process answers than before, which may not have all of it, or keys were evicted.
 */
public enum Script {
    /**
     * Keys: epoch, server, claim. Arguments: what is known, run, kind, milliseconds or 0, sealed note, mark of the expected note or nothing.
     *
     * <p>{@code LOST}: what was claimed before a loss has ended by a time. A thing has about the same end each time it is claimed; servers' clocks, and the skews
     * of authenticators, differ by less than eleven minutes. So what ends later was not claimed before.
     */
    CLAIM("""
            if differs() then return {'EPOCH'} end
            if isAnother(ARGV[4]) then return {'RUN'} end
            local meta = redis.call('HMGET', KEYS[1], 'lost:' .. ARGV[5], 'end:' .. ARGV[5])
            local there = redis.call('GET', KEYS[3])
            if there then
              if ARGV[8] == '' or string.sub(there, 1, 16) ~= ARGV[8] then return {'THERE', there} end
            elseif ARGV[8] ~= '' then
              return {'NOBODY'}
            end
            local till = ending(ARGV[6])
            if not there and meta[1] and till <= tonumber(meta[1]) + 660000 then return {'LOST', meta[1]} end
            if ARGV[6] == '0' then
              redis.call('SET', KEYS[3], ARGV[7])
            else
              redis.call('SET', KEYS[3], ARGV[7], 'PX', ARGV[6])
            end
            if not meta[2] or till > tonumber(meta[2]) then
              redis.call('HSET', KEYS[1], 'end:' .. ARGV[5], text(till))
            end
            local count, mine = kept()
            return {'TAKEN', there or '', text(till), count, mine}
            """),
    /** Keys: claim. Arguments: sealed note, as it was written. Takes it back if nothing has changed it. */
    UNCLAIM("""
            if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end
            return {'OK'}
            """),
    /** Keys: epoch, server, claim. Arguments: what is known. */
    CLAIMED("""
            if differs() then return {'EPOCH'} end
            local there = redis.call('GET', KEYS[3])
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
    /** Keys: epoch, server, places. Arguments: what is known, member, milliseconds or 0, how many there are. */
    LEASE("""
            if differs() then return {'EPOCH'} end
            redis.call('ZREMRANGEBYSCORE', KEYS[3], '-inf', text(now()))
            if not redis.call('ZSCORE', KEYS[3], ARGV[4]) and redis.call('ZCARD', KEYS[3]) >= tonumber(ARGV[6]) then
              return {'FULL'}
            end
            redis.call('ZADD', KEYS[3], text(ending(ARGV[5])), ARGV[4])
            local last = redis.call('ZREVRANGE', KEYS[3], 0, 0, 'WITHSCORES')[2]
            if tonumber(last) >= 9007199254740991 then
              redis.call('PERSIST', KEYS[3])
            else
              redis.call('PEXPIREAT', KEYS[3], text(tonumber(last)))
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
    /**
     * Keys: epoch, server, values, ends, changes. Arguments: what is known, field, sealed value, milliseconds or 0, 'absent' for one that is not to replace
     * another.
     */
    PUT("""
            if differs() then return {'EPOCH'} end
            sweep(KEYS[3], KEYS[4], 20)
            if ARGV[7] == 'absent' and redis.call('HEXISTS', KEYS[3], ARGV[4]) == 1 then return {'OK'} end
            redis.call('HSET', KEYS[3], ARGV[4], ARGV[5])
            redis.call('ZADD', KEYS[4], text(ending(ARGV[6])), ARGV[4])
            change(ARGV[4], ARGV[5])
            local count, mine = kept()
            return {'OK', count, mine}
            """),
    /** Keys: epoch, server, values, ends, changes. Arguments: what is known, field. */
    REMOVE("""
            if differs() then return {'EPOCH'} end
            local till = redis.call('ZSCORE', KEYS[4], ARGV[4])
            redis.call('ZREM', KEYS[4], ARGV[4])
            change(ARGV[4], '')
            if redis.call('HDEL', KEYS[3], ARGV[4]) == 1 and till and tonumber(till) > now() then
              local count, mine = kept()
              return {'OK', count, mine}
            end
            return {'NOBODY'}
            """),
    /** Keys: epoch, server, values, ends. Arguments: what is known, run, cursor, how many. Answers the next cursor, and fields and values by turns. */
    PAGE("""
            if differs() then return {'EPOCH'} end
            if isAnother(ARGV[4]) then return {'RUN'} end
            sweep(KEYS[3], KEYS[4], 1000)
            local page = redis.call('HSCAN', KEYS[3], ARGV[5], 'COUNT', ARGV[6])
            return {'OK', page[1], page[2]}
            """),
    /** Keys: epoch, server, changes. Arguments: what is known. Answers the number and the place of the last change. */
    MARK("""
            if differs() then return {'EPOCH'} end
            local last = redis.call('XREVRANGE', KEYS[3], '+', '-', 'COUNT', 1)[1]
            if not last then return {'OK', '0', '0-0'} end
            return {'OK', last[2][2], last[1]}
            """),
    /**
     * Keys: epoch, server, changes. Arguments: what is known, run, number, place, how many. Answers a list of number, field and value by turns, and the place of the last;
     * {@code GAP} if some are not there any more.
     */
    SINCE("""
            if differs() then return {'EPOCH'} end
            if isAnother(ARGV[4]) then return {'RUN'} end
            local found = redis.call('XREAD', 'COUNT', ARGV[7], 'STREAMS', KEYS[3], ARGV[6])
            if not found or not found[1] then
              local last = redis.call('XREVRANGE', KEYS[3], '+', '-', 'COUNT', 1)[1]
              if (last and last[2][2] or '0') ~= ARGV[5] then return {'GAP'} end
              return {'OK', {}, ARGV[6]}
            end
            local all = {}
            local number = tonumber(ARGV[5])
            local place = ARGV[6]
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
     * Keys: epoch, server. Arguments: what is known, with no epoch if nothing is; another epoch, and kinds and ends by turns. Says whether Redis has what it had,
     * and sees to it that all servers learn of it. Also tries whether Redis can be written.
     *
     * <p>How many keys this process has evicted lies there, as far as it counted as a loss, or was so before anything was kept.
     */
    BEAT("""
            local known = ARGV[1]
            local epoch = redis.call('HGET', KEYS[1], 'epoch')
            local lost = known ~= '' and differs()
            local time = now()
            local function lose(kind, till)
              local before = redis.call('HGET', KEYS[1], 'lost:' .. kind)
              if tonumber(till) > time and (not before or tonumber(till) > tonumber(before)) then
                redis.call('HSET', KEYS[1], 'lost:' .. kind, till)
              end
            end
            local run = run()
            local evicted = evicted()
            local of, before = string.match(redis.call('HGET', KEYS[1], 'evicted') or '', '^(%x*) (%d+)$')
            local isAccounted = of == run and tonumber(before) == tonumber(evicted)
            local isDropped = epoch and not isAccounted and tonumber(evicted) > 0
            if not isAccounted then redis.call('HSET', KEYS[1], 'evicted', run .. ' ' .. evicted) end
            if not epoch or isDropped or (lost and epoch == known) then
              epoch = ARGV[4]
              local all = redis.call('HGETALL', KEYS[1])
              for i = 1, #all, 2 do
                local kind = string.match(all[i], '^end:(.+)$')
                if kind then lose(kind, all[i + 1]) end
              end
              redis.call('HSET', KEYS[1], 'epoch', epoch)
            end
            redis.call('HSET', KEYS[1], 'beat', text(time))
            redis.call('PEXPIRE', KEYS[2], '604800000')
            if lost or isDropped then
              for i = 5, #ARGV, 2 do lose(ARGV[i], ARGV[i + 1]) end
            end
            local info = redis.call('INFO', 'memory')
            local policy = ''
            if tonumber(string.match(info, 'maxmemory:(%d+)') or '0') > 0 then
              policy = string.match(info, 'maxmemory_policy:([%w-]+)') or ''
            end
            local count = redis.call('HGET', KEYS[1], 'count') or '0'
            return {'OK', epoch, count, run, policy, text(time), redis.call('HGETALL', KEYS[1]), redis.call('GET', KEYS[2]) or '0'}
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
            local function evicted()
              return string.match(redis.call('INFO', 'stats'), 'evicted_keys:(%d+)') or '0'
            end
            local function isAnother(known)
              local run = run()
              return run ~= known or redis.call('HGET', KEYS[1], 'evicted') ~= run .. ' ' .. evicted()
            end
            local function differs()
              local meta = redis.call('HMGET', KEYS[1], 'epoch', 'count')
              return meta[1] ~= ARGV[1] or tonumber(meta[2] or '0') < tonumber(ARGV[2])
                or tonumber(redis.call('GET', KEYS[2]) or '0') < tonumber(ARGV[3])
            end
            local function kept()
              local mine = redis.call('INCR', KEYS[2])
              redis.call('PEXPIRE', KEYS[2], '604800000')
              return tostring(redis.call('HINCRBY', KEYS[1], 'count', 1)), tostring(mine)
            end
            local function change(field, value)
              local last = redis.call('XREVRANGE', KEYS[5], '+', '-', 'COUNT', 1)[1]
              local number = last and tonumber(last[2][2]) + 1 or 1
              redis.call('XADD', KEYS[5], 'MAXLEN', '~', '10000', '*', 'n', text(number), 'f', field, 'v', value)
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
