import { patienceMs, type Stage } from '../cast/stage';
import { type Recipe, type Recipes } from './recipe';

const ofThePage = { 'x-operator-page': '1' };
const name = 'Ann';

/** The cookie of an operator who has just signed in at this gateway: it is good for an hour, and all faults take longer. */
async function signedIn({ at, crew }: Stage): Promise<string> {
  const { origin } = new URL(at.url);
  const answer = await fetch(`${origin}/operator/session`, {
    method: 'POST',
    headers: { ...ofThePage, 'content-type': 'application/json' },
    body: JSON.stringify({ name, token: crew.system.operatorToken }),
    signal: AbortSignal.timeout(patienceMs),
  });
  if (!answer.ok) throw new Error(`No operator is let in: ${answer.status} ${await answer.text()}`);
  return (answer.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
}

const asOperator =
  (route: string, body?: unknown): Recipe =>
  async (stage) =>
    stage.asks(route, {
      headers: { ...ofThePage, cookie: await signedIn(stage) },
      ...(body !== undefined && { body }),
    });

/** Its head alone: what follows goes on for as long as somebody listens. */
const listening: Recipe = async (stage) => {
  const cookie = await signedIn(stage);
  const run = async () => {
    const begun = performance.now();
    const end = new AbortController();
    const late = setTimeout(() => end.abort(), patienceMs);
    const answer = await fetch(`${stage.at.url}/operator/events`, {
      headers: { cookie },
      signal: end.signal,
    }).finally(() => clearTimeout(late));
    const ms = performance.now() - begun;
    end.abort();
    const marks = (answer.headers.get('x-degraded') ?? '').split(/, */).filter(Boolean);
    return {
      status: answer.status,
      mode: answer.headers.get('x-service-mode') ?? undefined,
      marks,
      body: {},
      ms,
    };
  };
  return { run, expects: [200] };
};

/** The page for operators, which only gateways have. */
export const operatorRecipes: Recipes = {
  'operator-status-page.page': (stage) => stage.asks('GET /operator'),
  // Its files are called by what they hold: that one is not there says as much.
  'operator-status-page.asset': (stage) => stage.asks('GET /operator/assets/nothing.js', {}, [404]),
  'operator-session.who': (stage) => stage.asks('GET /operator/session'),
  'operator-session.signIn': (stage) =>
    stage.asks('POST /operator/session', {
      headers: ofThePage,
      body: { name, token: stage.crew.system.operatorToken },
    }),
  'operator-session.signOut': asOperator('DELETE /operator/session'),
  'operator-status.status': asOperator('GET /operator/status'),
  'operator-status.events': listening,
  'operator-levers.pull': asOperator('POST /operator/levers', { service: 'gateway', lever: 'probe' }),
};
