import { type InstanceReport, type InstanceView } from '@secureconnect/contracts';
import { confirmLever } from '../levers/lever-dialog';
import { leverRow } from '../levers/lever-row';
import { button, fill, make, say } from '../page/element';
import { clock, sinceWords } from '../words/times';
import { badComponents, briefly, figuresOf, reasonOf, stateWords, tiersOf } from './instance-facts';
import { timeline } from './timeline';

/** One instance: what it is in at a glance, and all the rest for whoever opens it. */
export class InstanceCard {
  private readonly state = make('span', { class: 'state' });
  private readonly since = make('p', { class: 'since' });
  private readonly reason = make('p', { class: 'reason' });
  private readonly tiers = make('ul', { class: 'chips', attributes: { 'aria-label': 'Tiers in use' } });
  private readonly breakers = make('div', { class: 'breakers' });
  private readonly figures = make('dl', { class: 'figures' });
  private readonly pending = make('p', { class: 'pending' });
  private readonly events = make('ol', { class: 'timeline' });
  private readonly components = make('ul', { class: 'components' });
  readonly element: HTMLElement;

  constructor(private readonly view: Pick<InstanceView, 'service' | 'origin'>) {
    const { service, origin } = view;
    const heading = make('h3', { text: origin.replace(/^https?:\/\//, '') });
    const details = make(
      'details',
      {},
      make('summary', { text: 'Levers, breakers, transitions' }),
      leverRow(service, origin),
      ...[make('h4', { text: 'Breakers between it and Redis' }), this.breakers],
      this.figures,
      this.components,
      ...[make('h4', { text: 'Transitions' }), this.events],
    );
    this.element = make(
      'article',
      { class: 'card', attributes: { 'aria-label': `${service} ${origin}` } },
      make('div', { class: 'top' }, heading, this.state),
      ...[this.since, this.reason, this.tiers, this.pending, details],
    );
  }

  show(view: InstanceView): void {
    this.element.dataset['state'] = view.state;
    say(this.state, stateWords[view.state]);
    say(this.since, sinceWords(view.since));
    const reason = reasonOf(view);
    say(this.reason, reason);
    this.reason.hidden = reason === '';
    if (view.report) this.showReport(view.report, view);
  }

  private showReport(report: InstanceReport, { state, heard_at: heard }: InstanceView): void {
    const { redis } = report;
    const tiers = tiersOf(report);
    const isOld = state === 'unreachable' && heard !== null;
    this.element.classList.toggle('heard-before', isOld);
    fill(this.tiers, tiers, () => tiers.map(tierChip));
    const old = isOld ? `as of ${clock(heard)}` : '';
    say(this.pending, [old, briefly(report)].filter(Boolean).join(' · '));
    fill(this.breakers, redis.breakers, () => redis.breakers.map((breaker) => this.breakerRow(breaker)));
    const figures = figuresOf(report);
    fill(this.figures, figures, () =>
      figures.map(([name, value]) =>
        make('div', {}, make('dt', { text: name }), make('dd', { text: value })),
      ),
    );
    const bad = badComponents(report);
    fill(this.components, bad, () =>
      bad.map(([name, { last_error: error, since }]) =>
        make('li', {
          text: `${name}: ${error ?? 'not wholly well'}${since ? `, since ${clock(since)}` : ''}`,
        }),
      ),
    );
    fill(this.events, report.events, () => timeline(report.events));
  }

  private breakerRow({
    kind,
    state,
    is_forced: isForced,
    since,
  }: InstanceReport['redis']['breakers'][number]) {
    const said = `${kind}: ${isForced ? 'forced ' : ''}${state}, since ${clock(since)}`;
    const words = make('span', { text: said, attributes: { 'data-breaker': isForced ? 'forced' : state } });
    const act = (label: string, lever: 'breaker-open' | 'breaker-close' | 'breaker-reset') => {
      const { service, origin } = this.view;
      const made = button(label, () => confirmLever({ lever, service, origin, kind }), 'button small');
      made.setAttribute('aria-label', `${label} the breaker of ${kind} calls, ${service} ${origin}`);
      return made;
    };
    const levers = [
      act('Open', 'breaker-open'),
      act('Close', 'breaker-close'),
      act('Reset', 'breaker-reset'),
    ];
    return make('div', { class: 'breaker' }, words, ...levers);
  }
}

function tierChip({ tier, stores }: { tier: string; stores: string[] }): HTMLElement {
  const counted = stores.length === 1 ? '1 store' : `${stores.length} stores`;
  const text = tier === 'redis' ? `redis · ${counted}` : `${tier} · ${stores.join(', ')}`;
  return make('li', { class: 'chip', text, attributes: { 'data-tier': tier, title: stores.join(', ') } });
}
