import { KeeperClient } from '../servers/keeper-client';
import { type ServerName } from '../servers/keeper-protocol';
import { StartError } from '../start.error';
import { stateFolderOf } from '../start.options';
import { stateFolderAt } from '../state-folder';
import { say } from '../terminal';
import { parseArgs } from 'node:util';

const isServer = (name: string | undefined): name is ServerName => name === 'postgres' || name === 'redis';

/** `revive redis|postgres`: starts a data server of a running system again that has died. */
export async function revive(args: string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { state: { type: 'string' } },
  });
  const [server] = positionals;
  if (!isServer(server)) throw new StartError('Say which to start again: revive redis, or revive postgres.');
  const keeper = await KeeperClient.visit(stateFolderAt(stateFolderOf(values.state)));
  if (!keeper)
    throw new StartError('Nothing runs here whose servers could be started again; npm start starts it all.');
  try {
    const { pid } = await keeper.ask({ ask: 'revive', server }, 'started');
    say(`${server} runs, pid ${pid}.`);
  } finally {
    await keeper.leave();
  }
}
