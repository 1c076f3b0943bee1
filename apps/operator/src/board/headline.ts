import { type FleetProblem, type FleetStatus } from '@secureconnect/contracts';
import { fill, make, say } from '../page/element';
import { problemWords, servicesIn, toneOf } from '../words/headline';
import { clock, lasting, sinceWords } from '../words/times';

const symbols = { good: '✓', warn: '!', bad: '✕', forced: '✋', old: '?' } as const;

/** The top line, which says all there is to know first, and the list of what else is wrong. */
export class Headline {
  private readonly symbol = make('span', { class: 'symbol', attributes: { 'aria-hidden': 'true' } });
  private readonly words = make('h1', { attributes: { 'aria-live': 'assertive', 'aria-atomic': 'true' } });
  private readonly more = make('p', { class: 'more' });
  private readonly list = make('ul', { class: 'problems' });
  readonly element = make(
    'header',
    { class: 'headline' },
    this.symbol,
    make('div', { class: 'said' }, this.words, this.more, this.list),
  );

  constructor() {
    this.say('old', 'Asking every instance', '');
  }

  show(status: FleetStatus): void {
    const [worst, ...others] = status.problems;
    const all = servicesIn(status);
    if (!worst)
      return this.say('good', 'All normal', `${status.instances.length} instances of ${all} services`);
    // A time that runs is not read out every second.
    this.say(toneOf(worst), `${problemWords(worst, all)}, since ${clock(worst.since)}`, reasonOf(worst));
    this.showOthers(others, all);
  }

  /** Nothing is heard: whatever is shown is old, and no light is green. */
  showOld(since: number): void {
    const words = `The gateway has not answered since ${clock(since)}`;
    this.say('old', words, `What is shown below is as it was then, ${lasting(since)} ago.`);
  }

  private say(tone: keyof typeof symbols, words: string, more: string): void {
    this.element.dataset['tone'] = tone;
    say(this.symbol, symbols[tone]);
    say(this.words, words);
    say(this.more, more);
    this.list.hidden = true;
    document.title = tone === 'good' ? 'All normal · operators' : `${symbols[tone]} ${words}`;
  }

  private showOthers(others: readonly FleetProblem[], all: number): void {
    this.list.hidden = others.length === 0;
    const lines = others.map((problem) => ({
      tone: toneOf(problem),
      words: `${problemWords(problem, all)}, ${sinceWords(problem.since)}: ${problem.reason}`,
    }));
    fill(this.list, lines, () =>
      lines.map(({ tone, words }) => make('li', { text: words, attributes: { 'data-tone': tone } })),
    );
  }
}

function reasonOf({ since, reason, instances }: FleetProblem): string {
  const counted = instances === 1 ? 'one instance' : `${instances} instances`;
  return `for ${lasting(since)}, ${counted}: ${reason}`;
}
