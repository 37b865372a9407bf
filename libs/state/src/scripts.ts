/** The time of the server in milliseconds, so that the clocks of the replicas don't matter. */
const NOW = "local t = redis.call('TIME') local now = t[1] * 1000 + math.floor(t[2] / 1000)";
const MINE = "local owner = redis.call('HGET', KEYS[1], 'owner') if owner and owner ~= ARGV[1]";

/**
 * Changes of a key, each one command. A key is a hash with the fields value, owner and lease; KEYS[2] is the list.
 * ARGV[1] is always the owner, and ARGV[2] the key's name in the list.
 */
export const SCRIPTS = {
  /** ARGV: value, lease in ms, expiry in ms. */
  claim: `${NOW}
local known = redis.call('HMGET', KEYS[1], 'value', 'owner', 'lease')
local lease = now + ARGV[4]
if not known[1] then
  redis.call('HSET', KEYS[1], 'value', ARGV[3], 'owner', ARGV[1], 'lease', lease)
  redis.call('PEXPIRE', KEYS[1], ARGV[5])
  return {'new', ARGV[3]}
end
if known[2] == '' then return {'settled', known[1]} end
if known[2] ~= ARGV[1] and tonumber(known[3]) > now then return {'busy', known[1]} end
redis.call('HSET', KEYS[1], 'owner', ARGV[1], 'lease', lease)
redis.call('ZADD', KEYS[2], 'XX', lease, ARGV[2])
return {'taken', known[1]}`,

  /** ARGV: value, lease in ms, expiry in ms, owner from now on, time in the list from now or ''. */
  save: `${NOW}
${MINE} then return 0 end
redis.call('HSET', KEYS[1], 'value', ARGV[3], 'owner', ARGV[6], 'lease', now + ARGV[4])
redis.call('PEXPIRE', KEYS[1], ARGV[5])
if ARGV[7] == '' then redis.call('ZREM', KEYS[2], ARGV[2])
else redis.call('ZADD', KEYS[2], now + ARGV[7], ARGV[2]) end
return 1`,

  /** ARGV: lease in ms. */
  renew: `${NOW}
if redis.call('HGET', KEYS[1], 'owner') ~= ARGV[1] then return 0 end
redis.call('HSET', KEYS[1], 'lease', now + ARGV[3])
redis.call('ZADD', KEYS[2], 'XX', now + ARGV[3], ARGV[2])
return 1`,

  forget: `${MINE} then return 0 end
redis.call('DEL', KEYS[1])
redis.call('ZREM', KEYS[2], ARGV[2])
return 1`,

  /** ARGV: value, expiry in ms, '1' to list it. What was listed longer ago than that has expired. */
  keep: `${NOW}
local known = redis.call('HGET', KEYS[1], 'value')
if known then return known end
redis.call('HSET', KEYS[1], 'value', ARGV[3], 'owner', '', 'lease', 0)
redis.call('PEXPIRE', KEYS[1], ARGV[4])
if ARGV[5] == '1' then
  redis.call('ZADD', KEYS[2], now, ARGV[2])
  redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', now - ARGV[4])
end
return false`,

  /** ARGV: value before, value after. */
  replace: `if redis.call('HGET', KEYS[1], 'value') ~= ARGV[3] then return 0 end
redis.call('HSET', KEYS[1], 'value', ARGV[4])
return 1`,
} as const;
