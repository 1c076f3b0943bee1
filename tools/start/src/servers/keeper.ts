import { rmSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { takeLock } from '../process-lock';
import { ensureSecrets } from '../secrets';
import { type StateFolder } from '../state-folder';
import { EmbeddedServers } from './embedded-servers';
import { asLine, eachLine, type KeeperNotice, type KeeperRequest } from './keeper-protocol';

// How long a keeper that nobody has asked anything waits for its first launcher.
const lonely = 10_000;

/**
 * Owns the data servers of one state folder for all who use them. It is a process of its own, so that two
 * `nx serve` can share one PostgreSQL and neither is more than a guest. A guest is counted by its open
 * connection, which the system closes even for one that is SIGKILLed; with the last one the servers stop.
 */
class Keeper {
  private readonly guests = new Set<Socket>();
  private servers: EmbeddedServers | undefined;
  private readonly door = createServer({ allowHalfOpen: true }, (guest) => this.welcome(guest));
  private closing = false;

  constructor(
    private readonly folder: StateFolder,
    private readonly unlock: () => void,
  ) {}

  open(): void {
    rmSync(this.folder.keeperSocket, { force: true });
    // The working folder is the state folder, so the name is short enough wherever that lies.
    this.door.listen('keeper.sock');
    setTimeout(() => this.guests.size === 0 && void this.close(), lonely).unref();
    process.on('SIGTERM', () => void this.close());
    // A Ctrl-C is for the guests; the keeper ends when they have left.
    for (const name of ['SIGINT', 'SIGHUP'] as const) process.on(name, () => undefined);
  }

  private welcome(guest: Socket): void {
    this.guests.add(guest);
    guest.on(
      'data',
      eachLine<KeeperRequest>((request) => void this.answer(guest, request)),
    );
    guest.on('error', () => guest.destroy()); // It was killed; 'close' follows.
    guest.once('end', () => void this.bidFarewell(guest));
    guest.once('close', () => void this.bidFarewell(guest));
  }

  private async answer(guest: Socket, request: KeeperRequest): Promise<void> {
    try {
      this.servers ??= new EmbeddedServers(this.folder, ensureSecrets(this.folder), (notice) =>
        this.tellAll(notice),
      );
      if (request.ask === 'servers') guest.write(asLine(await this.servers.ensure(request)));
      else guest.write(asLine(await this.servers.revive(request.server)));
    } catch (error) {
      guest.write(asLine({ tell: 'failed', sentence: (error as Error).message }));
    }
  }

  private async bidFarewell(guest: Socket): Promise<void> {
    if (!this.guests.delete(guest)) return;
    if (this.guests.size === 0) await this.close();
    guest.end();
  }

  /** Stops the servers, Redis first; whoever knocks meanwhile finds the door gone and hires another keeper. */
  private async close(): Promise<void> {
    if (this.closing) return;
    this.closing = true;
    this.door.close();
    await this.servers?.stop();
    this.unlock();
    // Not before this is the last guest's connection closed: who leaves can be sure that nothing is left behind.
    process.exit(0);
  }

  private tellAll(notice: KeeperNotice): void {
    this.guests.forEach((guest) => guest.write(asLine(notice)));
  }
}

/** Runs the keeper of a state folder unless it has one. */
export function keep(folder: StateFolder): void {
  process.chdir(folder.root);
  const unlock = takeLock(folder.keeperLock);
  if (typeof unlock === 'number') return;
  new Keeper(folder, unlock).open();
}
