import { defineScript } from '../script/define-script';
import { toBoolean } from '../script/script-replies';

/**
 * Learns which run of the server this is, and whose data it took over; empty where our user may not ask. A replication
 * id is told only of a server that took over another one's data: any other changes its own an hour after its last
 * replica left.
 */
const learnWho = `
local server = redis.pcall('INFO', 'server')
local run = type(server) == 'string' and string.match(server, 'run_id:(%x+)') or ''
local replication = redis.pcall('INFO', 'replication')
local lineage = ''
if type(replication) == 'string' and string.find(string.match(replication, 'master_replid2:(%x+)') or '', '[^0]') then
  lineage = string.match(replication, 'master_replid:(%x+)')
end
local who = run .. '/' .. lineage`;

/** The server's time in ms since the epoch. */
const learnNow = `
local clock = redis.call('TIME')
local now = string.format('%.0f', clock[1] * 1000 + math.floor(clock[2] / 1000))`;

/** What one master says of itself. */
export interface MasterSighting {
  readonly runId: string;
  readonly replicationId: string;
  readonly marker: string | null;
  readonly knownUntil: number | null;
}

/**
 * Proves a write, by a key that says who took it, and describes the server. `age` holds until when its data is known to
 * be whole, and who wrote that: a server that was restarted or promoted does not move it on, so it goes on telling how
 * old its data is until somebody has replayed what may be missing.
 */
export const sight = defineScript({
  name: 'health.probe',
  keys: ['proof', 'marker', 'age'],
  args: ['proofTtlMs'],
  lua: `
${learnWho}
redis.call('SET', proof, who, 'PX', proofTtlMs)
${learnNow}
local moment, by = string.match(redis.call('GET', age) or '', '^(%d+) (.*)$')
if by == who then redis.call('SET', age, now .. ' ' .. who) end
return {run, lineage, redis.call('GET', marker), moment or false}`,
  reply: (reply): MasterSighting => {
    const [runId, replicationId, marker, moment] = reply as [string, string, string | null, string | null];
    return { runId, replicationId, marker, knownUntil: moment === null ? null : Number(moment) };
  },
});

/** Marks the server if it is still the one whose filling began, and nothing wiped it since. */
export const markFilled = defineScript({
  name: 'health.mark',
  keys: ['filling', 'marker', 'age'],
  args: ['value'],
  lua: `
${learnWho}
${learnNow}
if redis.call('GET', filling) ~= who then return 0 end
redis.call('SET', marker, value)
redis.call('SET', age, now .. ' ' .. who)
redis.call('DEL', filling)
return 1`,
  reply: toBoolean,
});
