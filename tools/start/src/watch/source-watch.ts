import { readdirSync, watch, type FSWatcher } from 'node:fs';
import { join } from 'node:path';

const settling = 150;
const isSource = (name: string) => /^[^.].*\.(ts|json|sql)$/.test(name) && !name.endsWith('.spec.ts');

/**
 * Tells of changed sources, however they are saved. It watches each folder by itself: Node 20's recursive
 * watch, like its --watch, holds on to the file that was there and misses whatever is renamed over it.
 */
export class SourceWatch {
  private readonly watchers = new Map<string, FSWatcher>();
  private timer: NodeJS.Timeout | undefined;

  constructor(
    roots: readonly string[],
    private readonly changed: (file: string) => void,
  ) {
    for (const root of roots) this.enter(root);
  }

  close(): void {
    clearTimeout(this.timer);
    for (const folder of [...this.watchers.keys()]) this.leave(folder);
  }

  /** Watches a folder and those in it; gives the sources found in those that are new. */
  private enter(folder: string): string[] {
    if (this.watchers.has(folder)) return [];
    try {
      const watcher = watch(folder, (_event, name) => this.look(folder, name ?? ''));
      watcher.on('error', () => this.leave(folder)); // It was removed.
      this.watchers.set(folder, watcher);
      return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
        const path = join(folder, entry.name);
        if (entry.isDirectory()) return this.enter(path);
        return isSource(entry.name) ? [path] : [];
      });
    } catch {
      this.leave(folder); // A file, or gone already.
      return [];
    }
  }

  private leave(folder: string): void {
    this.watchers.get(folder)?.close();
    this.watchers.delete(folder);
  }

  private look(folder: string, name: string): void {
    const path = join(folder, name);
    if (isSource(name)) return this.tell(path);
    // A folder by its name; one that was moved away and back has another inode.
    if (name === '' || name.includes('.')) return;
    this.leave(path);
    const [file] = this.enter(path);
    if (file !== undefined) this.tell(file);
  }

  private tell(file: string): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.changed(file), settling);
  }
}
