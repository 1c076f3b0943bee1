/** The two servers a state folder can have. */
export type ServerName = 'postgres' | 'redis';

/** A server that runs. */
export interface RunningServer {
  readonly port: number;
  readonly pid: number;
  /** True when its data folder was made by this start. */
  readonly isNew: boolean;
}

/** A server that could not be had, and the port it would have. */
export interface MissingServer {
  readonly port: number;
  readonly reason: string;
}

/** What a launcher says to the keeper, one JSON line each. Leaving is closing the connection. */
export type KeeperRequest =
  | { readonly ask: 'servers'; readonly postgres: boolean; readonly redis: boolean }
  | { readonly ask: 'revive'; readonly server: ServerName };

/** What the keeper says to its launchers. */
export type KeeperNotice =
  | {
      readonly tell: 'ready';
      readonly postgres?: RunningServer;
      readonly redis?: RunningServer | MissingServer;
    }
  | { readonly tell: 'failed'; readonly sentence: string }
  | { readonly tell: 'ended'; readonly server: ServerName; readonly pid: number }
  | { readonly tell: 'started'; readonly server: ServerName; readonly pid: number };

/** Cuts a stream into its JSON lines. */
export function eachLine<T>(read: (message: T) => void): (chunk: Buffer | string) => void {
  let rest = '';
  return (chunk) => {
    const lines = (rest + chunk.toString()).split('\n');
    rest = lines.pop() ?? '';
    lines.forEach((line) => read(JSON.parse(line) as T));
  };
}

/** Writes a message as a line. */
export const asLine = (message: KeeperRequest | KeeperNotice): string => `${JSON.stringify(message)}\n`;
