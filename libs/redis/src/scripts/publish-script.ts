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
