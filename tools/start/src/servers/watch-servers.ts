import { StartError } from '../start.error';
import { clock, colour, say } from '../terminal';
import { type DataServers } from './data-servers';
import { type KeeperNotice, type ServerName } from './keeper-protocol';

const titles: Readonly<Record<ServerName, string>> = { postgres: 'PostgreSQL', redis: 'Redis' };

function tell(notice: KeeperNotice): void {
  if (notice.tell === 'ended') {
    // Nobody starts it again unasked: whoever killed it may be drilling an outage.
    const back = `node tools/start/bare.mjs revive ${notice.server}`;
    say(
      `${clock()}  ${notice.server.padEnd(8)}  ${colour.red(`ended (pid ${notice.pid})`)}; back with: ${back}`,
    );
  } else if (notice.tell === 'started') {
    say(`${clock()}  ${notice.server.padEnd(8)}  ${titles[notice.server]} runs again, pid ${notice.pid}`);
  }
}

/** Tells when a data server ends or is back; rejects when their keeper is gone, without which nothing goes on. */
export function watchServers({ keeper }: DataServers, ending: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (ending.aborted) return resolve();
    ending.addEventListener('abort', () => resolve(), { once: true });
    keeper?.listen(tell, () => {
      reject(new StartError('The keeper of PostgreSQL and Redis was ended from outside, and they with it.'));
    });
  });
}
