import { type Subject } from '../history/subject';
import { type Door } from './door';
import { type StormRecord } from './storm-record';

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

/**
 * The client library asks again by itself, so what it did not say is written down here: every single answer of 500 and
 * more, and every one that never came.
 */
export const recordedFetch =
  ({ record, actor, door, from }: FetchPlace): typeof fetch =>
  async (input, init = {}) => {
    const { pathname } = new URL(input as string);
    const headers = new Headers(init.headers);
    headers.set('x-forwarded-for', from);
    const facts = {
      path: `${init.method ?? 'GET'} ${pathname.replace(/[\da-f-]{36}/g, ':id')}`,
      patient: true,
    };
    const asking = { subject: subjectOf(pathname), what: 'ask', actor, door: door.name, facts } as const;
    const begun = record.now();
    try {
      const response = await fetch(input, { ...init, headers });
      if (response.status >= 500 && !isUnsaid(init.method, response.status))
        record.add(asking, begun, {
          outcome: 'unknown',
          status: response.status,
          code: await codeOf(response.clone()),
        });
      return response;
    } catch (error) {
      // Who gives up by himself is not left without an answer by anybody.
      if (init.signal?.aborted !== true)
        record.add(asking, begun, { outcome: 'unknown', code: 'unanswered' });
      throw error;
    }
  };

/** A refusal of HEAD has no body that could bear a code; what nobody thought of shows by its status. */
const isUnsaid = (method = 'GET', status: number): boolean => method === 'HEAD' && status !== 500;

async function codeOf(response: Response): Promise<string> {
  const text = await response.text();
  return /"code":"(\w+)"/.exec(text)?.[1] ?? 'no_code';
}
