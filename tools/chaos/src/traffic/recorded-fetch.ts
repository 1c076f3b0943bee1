import { hasCode } from '@secureconnect/client';
import { type Facts } from '../history/storm-history';
import { type Subject } from '../history/subject';
import { type Door } from './door';
import { type Came, type StormRecord } from './storm-record';

/** Where a client is, for what is written down of it. */
export interface FetchPlace {
  readonly record: StormRecord;
  readonly actor: string;
  readonly door: Door;
  readonly from: string;
}

const subjects: readonly (readonly [RegExp, Subject])[] = [
  [/^\/v1\/(auth|users|directory)/, 'sessions'],
  [/^\/v1\/calls|^\/v1\/push/, 'calls'],
  [/^\/v1\/(files|uploads|quota)/, 'files'],
  [/^\/v1\/presence/, 'presence'],
];

const subjectOf = (path: string): Subject => subjects.find(([form]) => form.test(path))?.[1] ?? 'messages';

/** What took longer than anything behind a gateway may is worth a line, whatever was answered. */
const slowMs = 5_000;

/**
 * The client library asks again by itself, so what it did not say is written down here: every single answer of 500 and
 * more, every one that was slow, and every one that never came.
 */
export const recordedFetch =
  ({ record, actor, door, from }: FetchPlace): typeof fetch =>
  async (input, init = {}) => {
    const { pathname } = new URL(input as string);
    const headers = new Headers(init.headers);
    headers.set('x-forwarded-for', from);
    const path = `${init.method ?? 'GET'} ${pathname.replace(/[\da-f-]{36}/g, ':id')}`;
    const asking = (facts: Facts = {}) =>
      ({
        ...{ subject: subjectOf(pathname), what: 'ask', actor, door: door.name },
        facts: { path, ...facts },
      }) as const;
    const begun = record.now();
    try {
      const response = await fetch(input, { ...init, headers });
      const isSlow = record.now() - begun > slowMs;
      const came = await cameOf(response, init.method);
      // Nobody answers before all of it is there, and that takes as long as its way does.
      if (came.outcome === 'unknown' || isSlow) record.add(asking({ patient: isContent(init) }), begun, came);
      return response;
    } catch (error) {
      const code = init.signal?.aborted ? ownCodeOf(init.signal.reason) : 'unanswered';
      // Who gives up by himself is not left without an answer by anybody, but who has waited for all of his time is.
      if (code !== undefined) record.add(asking(), begun, { outcome: 'unknown', code });
      throw error;
    }
  };

const isContent = ({ body }: RequestInit): boolean => typeof (body ?? '') !== 'string';

const ownCodeOf = (reason: unknown): 'timeout' | undefined =>
  hasCode(reason, 'timeout') ? 'timeout' : undefined;

async function cameOf(response: Response, method: string | undefined): Promise<Came> {
  const { status } = response;
  if (status >= 500 && !isUnsaid(method, status))
    return { outcome: 'unknown', status, code: await codeOf(response.clone()) };
  return { outcome: status < 400 ? 'done' : 'refused', status };
}

/** A refusal of HEAD has no body that could bear a code; what nobody thought of shows by its status. */
const isUnsaid = (method = 'GET', status: number): boolean => method === 'HEAD' && status !== 500;

async function codeOf(response: Response): Promise<string> {
  const text = await response.text();
  return /"code":"(\w+)"/.exec(text)?.[1] ?? 'no_code';
}
