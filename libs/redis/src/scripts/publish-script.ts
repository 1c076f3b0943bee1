import { defineScript } from '../script/define-script';
import { toNumber } from '../script/script-replies';

/** Tells all who listen on a channel; gives how many did on this server. A message reported as failed never arrives. */
export const publish = defineScript({
  name: 'publish',
  keys: [],
  args: ['channel', 'message'],
  lua: `return redis.call('PUBLISH', channel, message)`,
  reply: toNumber,
});

/** The same on a sharded channel: on a Cluster only the nodes of its slot carry it. */
export const publishSharded = defineScript({
  name: 'publish-sharded',
  keys: ['channel'],
  args: ['message'],
  lua: `return redis.call('SPUBLISH', channel, message)`,
  reply: toNumber,
});
