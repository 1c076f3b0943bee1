import { open, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { serviceNames, type ServiceName } from '@secureconnect/contracts';

/** What the services of a state folder have logged since a moment. */
export class LogTail {
  private readonly from = new Map<ServiceName, number>();

  constructor(private readonly stateFolder: string) {}

  /** From here on. */
  async begin(): Promise<void> {
    for (const name of serviceNames) this.from.set(name, (await stat(this.fileOf(name))).size);
  }

  /** All that a service has written since. */
  async of(name: ServiceName): Promise<string> {
    const handle = await open(this.fileOf(name));
    try {
      const start = this.from.get(name) ?? 0;
      const length = Math.max(0, (await handle.stat()).size - start);
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, start);
      return stripVTControlCharacters(buffer.toString('utf8', 0, bytesRead));
    } finally {
      await handle.close();
    }
  }

  private readonly fileOf = (name: ServiceName): string => join(this.stateFolder, 'logs', `${name}.log`);
}
