import { type FleetStatus, type InstanceView } from '@secureconnect/contracts';
import { leverRow } from '../levers/lever-row';
import { fill, make } from '../page/element';
import { atGateway, heardAt } from '../words/times';
import { ActionList } from './action-list';
import { Headline } from './headline';
import { InstanceCard } from './instance-card';
import { timeline } from './timeline';

const mostEvents = 30;

/** All of it: the top line, a card for each instance by service, what happened, and what operators did. */
export class Board {
  private readonly headline = new Headline();
  private readonly services = make('div', { class: 'services' });
  private readonly rows = new Map<string, HTMLElement>();
  private readonly cards = new Map<string, InstanceCard>();
  private readonly events = make('ol', { class: 'timeline' });
  private readonly actions = new ActionList();
  readonly element: HTMLElement;

  constructor(bar: HTMLElement) {
    const happened = make('section', { class: 'panel' }, make('h2', { text: 'What happened' }), this.events);
    const below = make('div', { class: 'below' }, happened, this.actions.element);
    this.element = make('main', { class: 'board' }, bar, this.headline.element, this.services, below);
  }

  show(status: FleetStatus): void {
    heardAt(status.at);
    for (const view of status.instances) this.cardOf(view).show(view);
    this.dropAllBut(new Set(status.instances.map(nameOf)));
    const events = newestOf(status.instances);
    fill(this.events, events, () => timeline(events));
    this.actions.show(status);
    // Last, for they vouch for all the rest.
    this.headline.show(status);
    this.element.classList.remove('old');
  }

  showOld(since: number): void {
    this.element.classList.add('old');
    this.headline.showOld(atGateway(since));
  }

  /** What nobody tells of any more would stay as green as it was last. */
  private dropAllBut(shown: ReadonlySet<string>): void {
    for (const [name, card] of this.cards) {
      if (shown.has(name)) continue;
      card.element.remove();
      this.cards.delete(name);
    }
  }

  private cardOf(view: InstanceView): InstanceCard {
    const name = nameOf(view);
    const known = this.cards.get(name);
    if (known) return known;
    const card = new InstanceCard(view);
    this.cards.set(name, card);
    this.rowOf(view.service).append(card.element);
    return card;
  }

  private rowOf(service: string): HTMLElement {
    const known = this.rows.get(service);
    if (known) return known;
    const row = make('div', { class: 'cards' });
    this.rows.set(service, row);
    const all = make(
      'details',
      { class: 'all' },
      make('summary', { text: `Levers of all ${service}` }),
      leverRow(service),
    );
    const head = make('div', { class: 'service-head' }, make('h2', { text: service }), all);
    this.services.append(
      make('section', { class: 'service', attributes: { 'aria-label': service } }, head, row),
    );
    return row;
  }
}

const nameOf = ({ service, origin }: InstanceView): string => `${service} ${origin}`;

const newestOf = (instances: readonly InstanceView[]) =>
  instances
    .flatMap(({ service, origin, report }) => {
      // With its host: pods have one port, and addresses of their own.
      const where = `${service} ${origin.replace(/^https?:\/\//, '')}`;
      return (report?.events ?? []).map((event) => ({ ...event, where }));
    })
    .sort((one, other) => other.at.localeCompare(one.at))
    .slice(0, mostEvents);
