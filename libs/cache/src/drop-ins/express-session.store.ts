import { type SessionData, type Store } from 'express-session';
import { type CacheManager } from '../manager/cache-manager';
import { CachedSessions } from './cached-sessions';

/** Express's way to be told. */
type Done<T> = (error: unknown, value?: T) => void;

/** How sessions are kept. */
export interface ExpressSessionOptions {
  /** Before every session id; list `<prefix>*` in `criticalKeys`. Default `sess:`. */
  readonly prefix?: string;
}

/**
 * A store for express-session over a cache manager; `Base` is the `Store` of the express-session in use, so that the
 * library need not bring one.
 */
export function expressSessionStore(
  Base: typeof Store,
  cache: CacheManager,
  { prefix = 'sess:' }: ExpressSessionOptions = {},
): Store {
  const sessions = new CachedSessions(cache, prefix);

  class CacheSessionStore extends Base {
    get(id: string, done: Done<SessionData | null>): void {
      tell(sessions.find(id), done);
    }

    set(id: string, session: SessionData, done?: Done<void>): void {
      tell(sessions.save(id, session), done);
    }

    override touch(id: string, session: SessionData, done?: () => void): void {
      tell(sessions.touch(id, session), done);
    }

    destroy(id: string, done?: Done<void>): void {
      tell(sessions.end(id), done);
    }
  }
  return new CacheSessionStore();
}

function tell<T>(work: Promise<T>, done: Done<T> = () => undefined): void {
  work.then(
    (value) => done(null, value),
    (error: unknown) => done(error),
  );
}
