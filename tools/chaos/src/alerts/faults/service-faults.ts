import { httpClient } from '@secureconnect/testing';
import { type WatchedFleet } from '../live/watched-fleet';
import { type AlertFault } from './alert-fault';

const killed: AlertFault = {
  name: 'both-of-video-killed',
  does: 'both instances of video are killed',
  fires: ['ServiceDown', 'UpstreamUnavailable', 'UpstreamFailing'],
  begin: async ({ system }) => {
    const both = system.instances.filter(({ service }) => service === 'video');
    for (const instance of both) {
      instance.isEndedOnPurpose = true;
      instance.process.signal('SIGKILL');
      await instance.process.waitForExit();
    }
    return async () => {
      await Promise.all(both.map((instance) => instance.startAgain()));
    };
  },
};

async function leverAll({ system }: WatchedFleet, service: string, lever: string): Promise<void> {
  const headers = { authorization: `Bearer ${system.operatorToken}` };
  for (const { url } of system.instances.filter((each) => each.service === service)) {
    const http = httpClient(url);
    const { status } = await http.request('POST', `/health/breakers/${lever}`, { headers });
    http.close();
    if (status !== 200) throw new Error(`${lever} at ${url} was answered ${status}`);
  }
}

const forced: AlertFault = {
  name: 'breaker-forced',
  does: 'an operator forces the breaker of writes open at both instances of auth, and leaves it so',
  fires: ['RedisBreakerForced'],
  begin: async (fleet) => {
    await leverAll(fleet, 'auth', 'write/force-open');
    return () => leverAll(fleet, 'auth', 'write/reset');
  },
};

/** What happens to processes, and what is done to them by hand. */
export const serviceAlertFaults = { killed, forced };
