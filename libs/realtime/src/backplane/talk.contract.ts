import { type BackplaneNode } from './backplane-scene.contract';

const everyMs = 4;

/** One node's constant talk, and how the other heard it. */
export class Talk {
  private said = 0;
  private readonly at = new Map<string, number>();
  readonly latencies: number[] = [];
  private readonly timer = setInterval(() => this.sayOne(), everyMs);

  constructor(
    private readonly from: BackplaneNode,
    private readonly to: BackplaneNode,
    private readonly name: string,
  ) {
    to.topic.subscribe({
      onNotice: (word) => this.latencies.push(performance.now() - (this.at.get(word) ?? NaN)),
      onGap: () => undefined,
    });
  }

  /** Resolves when the last word was heard. */
  async end(): Promise<void> {
    clearInterval(this.timer);
    await this.to.hears(this.word(this.said));
  }

  /** Those that never came; what came twice or out of order throws. */
  get missing(): number {
    const mine = this.to.heard.filter((word) => word.startsWith(`${this.name} `));
    const numbers = mine.map((word) => Number(word.split(' ')[1]));
    for (const [index, number] of numbers.entries())
      if (index > 0 && number <= (numbers[index - 1] ?? 0)) throw new Error(`${number} came out of order`);
    return this.said - numbers.length;
  }

  private word = (number: number): string => `${this.name} ${number}`;

  private sayOne(): void {
    this.said += 1;
    const word = this.word(this.said);
    this.at.set(word, performance.now());
    this.from.say(word);
  }
}
