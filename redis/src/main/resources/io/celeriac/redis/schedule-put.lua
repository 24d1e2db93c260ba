-- Keeps the definition of an entry, and what is known of its runs where nothing is known yet.
--
-- KEYS: 1 the definitions, 2 the runs. ARGV: 1 the entry's name, 2 its definition, 3 its runs.
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
redis.call('HSETNX', KEYS[2], ARGV[1], ARGV[3])
