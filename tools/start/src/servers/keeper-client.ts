import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { join, relative } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { StartError } from '../start.error';
import { type StateFolder } from '../state-folder';
import { readablePath, workspaceRoot } from '../workspace';
import { asLine, eachLine, type KeeperNotice, type KeeperRequest } from './keeper-protocol';

const patience = 20_000;

/** A Unix socket's name may have about a hundred characters; of the two ways to write it the shorter is taken. */
function socketName(folder: StateFolder): string {
  const names = [folder.keeperSocket, relative(process.cwd(), folder.keeperSocket)];
  const [shortest = ''] = names.sort((a, b) => a.length - b.length);
  if (shortest.length <= 100) return shortest;
  throw new StartError(
    `The path of the state folder ${folder.root} is too long; choose a shorter one with --state.`,
  );
}

/** Knocks at the keeper's door; undefined when nobody is there. */
function knock(name: string): Promise<Socket | undefined> {
  return new Promise((resolve) => {
    const socket = connect({ path: name });
    socket.once('connect', () => resolve(socket));
    socket.once('error', () => resolve(undefined));
  });
}

function hire(folder: StateFolder): ChildProcess {
  const log = openSync(join(folder.logs, 'keeper.log'), 'a');
  const program = join(workspaceRoot, 'tools/start/src/main.ts');
  const args = [
    '-C',
    '@secureconnect/source',
    '-r',
    '@secureconnect/testing/from-source',
    program,
    'keep',
    folder.root,
  ];
  const child = spawn(process.execPath, args, {
    cwd: workspaceRoot,
    detached: true,
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  child.unref();
  return child;
}

async function enter(folder: StateFolder, ending: AbortSignal): Promise<Socket> {
  const name = socketName(folder);
  const deadline = Date.now() + patience;
  let keeper: ChildProcess | undefined;
  while (Date.now() < deadline && !ending.aborted) {
    const socket = await knock(name);
    if (socket) return socket;
    // One that left found another keeper in its place, which may be just closing.
    if (!keeper || keeper.exitCode !== null || keeper.signalCode !== null) keeper = hire(folder);
    await sleep(50);
  }
  const log = readablePath(join(folder.logs, 'keeper.log'));
  throw new StartError(`The keeper of the data servers did not come up; ${log} says why.`);
}

/** A stay with the keeper: while it lasts, the servers run. */
export class KeeperClient {
  private left = false;
  private constructor(private readonly socket: Socket) {}

  /** Goes to the keeper of the state folder, and starts one where there is none. */
  static async enter(folder: StateFolder, ending: AbortSignal): Promise<KeeperClient> {
    return new KeeperClient(await enter(folder, ending));
  }

  /** Goes to a keeper that is there already; undefined when none is. */
  static async visit(folder: StateFolder): Promise<KeeperClient | undefined> {
    const socket = await knock(socketName(folder));
    return socket && new KeeperClient(socket);
  }

  /** Asks and waits for the answer; a failure is thrown as the keeper's sentence. */
  async ask<T extends KeeperNotice['tell']>(
    request: KeeperRequest,
    answer: T,
  ): Promise<Extract<KeeperNotice, { tell: T }>> {
    return new Promise((resolve, reject) => {
      const gone = () => reject(new StartError('The keeper of the data servers ended unexpectedly.'));
      const read = eachLine<KeeperNotice>((notice) => {
        if (notice.tell === answer) resolve(notice as Extract<KeeperNotice, { tell: T }>);
        else if (notice.tell === 'failed') reject(new StartError(notice.sentence));
        else return;
        this.socket.off('data', read);
        this.socket.off('close', gone);
      });
      this.socket.on('data', read);
      this.socket.once('close', gone);
      this.socket.write(asLine(request));
    });
  }

  /** Hears of what happens to the servers, and of the keeper's own unexpected end. */
  listen(hear: (notice: KeeperNotice) => void, lost: () => void): void {
    this.socket.on('data', eachLine<KeeperNotice>(hear));
    this.socket.once('close', () => this.left || lost());
  }

  /** Leaves; resolves when the servers are gone if nobody else needs them. */
  async leave(): Promise<void> {
    this.left = true;
    if (this.socket.closed) return;
    this.socket.resume();
    await new Promise((resolve) => this.socket.once('close', resolve).end());
  }
}
