import { defineScript } from '../script/define-script';
import { toBoolean, toNothing } from '../script/script-replies';

/** Learns the server's run id; empty where our user may not ask for it. */
const learnRun = `
local server = redis.pcall('INFO', 'server')
local run = type(server) == 'string' and string.match(server, 'run_id:(%x+)') or ''`;

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
 * Proves a write and describes the server. `age` holds until when its data is known to be whole, and in which run that
 * was written: a server that was restarted or promoted does not move it on, so it goes on telling how old its data is
 * until somebody has replayed what may be missing. A replication id is told only of a server that took over another
 * one's data; any other changes its own an hour after its last replica left.
 */
export const sight = defineScript({
  name: 'health.probe',
  keys: ['proof', 'marker', 'age'],
  args: ['proofTtlMs'],
  lua: `
redis.call('SET', proof, 1, 'PX', proofTtlMs)
${learnRun}
${learnNow}
local replication = redis.pcall('INFO', 'replication')
local lineage = ''
if type(replication) == 'string' and string.find(string.match(replication, 'master_replid2:(%x+)') or '', '[^0]') then
  lineage = string.match(replication, 'master_replid:(%x+)')
end
local known = redis.call('GET', age)
local moment, by = string.match(known or '', '^(%d+) (%x*)$')
if moment and by == run then redis.call('SET', age, now .. ' ' .. run) end
return {run, lineage, redis.call('GET', marker), moment or false}`,
  reply: (reply): MasterSighting => {
    const [runId, replicationId, marker, moment] = reply as [string, string, string | null, string | null];
    return { runId, replicationId, marker, knownUntil: moment === null ? null : Number(moment) };
  },
});

/** Says that we begin to fill this run of this server. */
export const beginFilling = defineScript({
  name: 'health.beginFilling',
  keys: ['filling'],
  args: ['ttlMs'],
  lua: `${learnRun}
redis.call('SET', filling, run, 'PX', ttlMs)`,
  reply: toNothing,
});

/** Marks the server if it is still the run that we began to fill, and nothing wiped it since. */
export const markFilled = defineScript({
  name: 'health.mark',
  keys: ['filling', 'marker', 'age'],
  args: ['value'],
  lua: `${learnRun}
${learnNow}
if redis.call('GET', filling) ~= run then return 0 end
redis.call('SET', marker, value)
redis.call('SET', age, now .. ' ' .. run)
redis.call('DEL', filling)
return 1`,
  reply: toBoolean,
});
