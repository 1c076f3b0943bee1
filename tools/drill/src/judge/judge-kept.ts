import { createHash } from 'node:crypto';
import { type Cast } from '../cast/cast';
import { waitUntil } from '../cast/wait-until';
import { DrillError } from '../drill.error';
import { inTime } from '../in-time';
import { type Check } from './check';
import { counted, expectSame, expectTexts, inOrder } from './same';

type Question = readonly [asks: string, answer: (cast: Cast) => Promise<string>];

const questions: readonly Question[] = [
  ['Every acknowledged message is stored once, in order', storedMessages],
  ['Bob heard each of them once, in order', heardMessages],
  ['Every session that was opened is still good', sessions],
  ['Every token that was signed out is still refused', signedOut],
  ['Every account that was locked is still locked', locked],
  ['Every file comes back with its checksum', files],
  ['Every call is in the history, ended', calls],
];

/** Asks whether anything that was acknowledged, in any phase, is missing; `patience`: how long an answer may take. */
export async function judgeKept(cast: Cast, ending: AbortSignal, patience: () => number): Promise<Check[]> {
  const checks: Check[] = [];
  for (const [asks, answer] of questions) {
    try {
      const said = await inTime('the answer', () => answer(cast), ending, patience());
      checks.push({ asks, held: true, said });
    } catch (error) {
      ending.throwIfAborted();
      checks.push({ asks, held: false, said: (error as Error).message });
    }
  }
  return checks;
}

async function storedMessages({ ada, conversation, kept }: Cast): Promise<string> {
  // What is acknowledged while the record is read need not be in what was read.
  const told = [...kept.messages];
  const asked = inOrder(told);
  const found: { readonly id: string; readonly body: string }[] = [];
  for (let after = 0; ;) {
    const query = { conversation_id: conversation, after_seq: after, limit: 100 };
    const { items } = await ada.client.chat.messages(query);
    if (items.length === 0) break;
    found.push(...items);
    after = Math.max(...items.map(({ seq }) => seq));
  }
  const ids = found.map(({ id }) => id).filter((id) => asked.includes(id));
  expectSame('stored', asked, ids);
  expectTexts(told, new Map(found.map(({ id, body }) => [id, body])));
  return counted(asked, 'message');
}

async function heardMessages({ kept }: Cast): Promise<string> {
  const asked = inOrder(kept.messages);
  const areAll = () => asked.every((id) => kept.heard.includes(id));
  await waitUntil('that Bob hears the last', areAll).catch(() => undefined); // What is missing is counted next.
  expectSame(
    'heard',
    asked,
    kept.heard.filter((id) => asked.includes(id)),
  );
  return counted(asked, 'message');
}

async function sessions({ gateway, kept }: Cast): Promise<string> {
  for (const [place, { access, refresh, phase }] of kept.sessions.entries()) {
    const { status } = await gateway.ask('GET', '/v1/users/me', { token: access });
    if (status !== 200) throw new DrillError(`the one opened ${phase} the outage is answered ${status}`);
    if (refresh === '') continue; // A stateless login had no session to keep.
    // The access token stands for itself; a session that was lost shows only where it is renewed.
    const json = { refresh_token: refresh };
    const { status: renewed, body } = await gateway.ask('POST', '/v1/auth/refresh', { json });
    if (renewed !== 200)
      throw new DrillError(`the one opened ${phase} the outage is renewed with ${renewed}`);
    const { access_token, refresh_token } = body as Record<string, string>;
    kept.sessions[place] = { access: access_token ?? '', refresh: refresh_token ?? '', phase };
  }
  return counted(kept.sessions, 'session');
}

async function signedOut({ gateway, kept }: Cast): Promise<string> {
  for (const { access, refresh, phase } of kept.signedOut) {
    const { status } = await gateway.ask('GET', '/v1/users/me', { token: access });
    if (status !== 401) throw new DrillError(`the one signed out ${phase} the outage is answered ${status}`);
    if (refresh === '') continue;
    const json = { refresh_token: refresh };
    const { status: renewed } = await gateway.ask('POST', '/v1/auth/refresh', { json });
    if (renewed !== 401)
      throw new DrillError(`the one signed out ${phase} the outage is renewed with ${renewed}`);
  }
  return counted(kept.signedOut, 'token');
}

async function locked({ kept }: Cast): Promise<string> {
  for (const { victim, phase } of kept.locked)
    if (await victim.logIn()) throw new DrillError(`the one locked ${phase} the outage is open`);
  return counted(kept.locked, 'account');
}

async function files({ gateway, kept }: Cast): Promise<string> {
  const token = kept.sessions.at(-1)?.access;
  for (const { id, sha256, phase } of kept.files) {
    const { bytes } = await gateway.expect(200, 'GET', `/v1/files/${id}/content`, { token });
    if (createHash('sha256').update(bytes).digest('hex') !== sha256)
      throw new DrillError(`the one uploaded ${phase} the outage has other bytes`);
  }
  return counted(kept.files, 'file');
}

async function calls({ ada, kept }: Cast): Promise<string> {
  for (const { id, phase } of kept.calls) {
    const { state } = await ada.client.calls.get(id);
    if (state !== 'ended') throw new DrillError(`the one ${phase} the outage is ${state}`);
  }
  return counted(kept.calls, 'call');
}
