import { type Client } from '@secureconnect/client';
import { type HealthReport, type ServiceMode } from '@secureconnect/contracts';
import { make } from '../page/element';

const everyMs = 5_000;

interface Seen {
  readonly mode: ServiceMode | 'away';
  readonly since: number;
}

const timeOf = (at: number): string =>
  new Date(at).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit', second: '2-digit' });

const sentences: Readonly<Record<Seen['mode'], string>> = {
  normal: 'All is well: the system runs in normal mode',
  degraded: 'Redis is away, and everything goes on without it: the system runs in degraded mode',
  away: 'The server is not reached',
};

/** When the gateway says that its Redis came or went; where it does not say, when it was first seen here. */
async function ask(before: Seen | undefined): Promise<Seen> {
  const now = Date.now();
  const of = (mode: Seen['mode'], since?: string): Seen => {
    if (since) return { mode, since: Date.parse(since) };
    return before?.mode === mode ? before : { mode, since: now };
  };
  try {
    const answer = await fetch('/health', { signal: AbortSignal.timeout(everyMs) });
    const { mode, components } = (await answer.json()) as HealthReport;
    return of(mode, components['redis']?.since);
  } catch {
    // That it is not reached is what is shown.
    return of('away');
  }
}

/** Says in which mode the system runs, and since when: asked every few seconds, and at once when an answer says so. */
export function modeBanner(client: Client): HTMLElement {
  const text = make('span');
  const element = make(
    'header',
    { class: 'mode', attributes: { role: 'status', 'data-mode': '' } },
    make('span', { class: 'mode-light', attributes: { 'aria-hidden': 'true' } }),
    text,
  );
  let seen: Seen | undefined;
  const look = async () => {
    seen = await ask(seen);
    const said = `${sentences[seen.mode]}, since ${timeOf(seen.since)}.`;
    // What says the same again is not read out again.
    if (text.textContent !== said) text.textContent = said;
    element.dataset['mode'] = seen.mode;
  };
  void look();
  setInterval(() => void look(), everyMs);
  client.on('mode', () => void look());
  return element;
}
