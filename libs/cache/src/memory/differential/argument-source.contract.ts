import { type Dice } from '@secureconnect/testing';

const hourMs = 3_600_000;
const mostExact = Number.MAX_SAFE_INTEGER;
// prettier-ignore
const oddKeys = [
  '', ' ', 'ключ', 'é', 'naïve:1', '日本', '😀', 'a*b', 'a?b', '[x]', 'h[', 'a-b', ']', '^', 'back\\slash', '\0', 'line\r\nend',
  '__proto__', 'constructor', 'hasOwnProperty', 'long'.repeat(300), '$5\r\nhello', '*',
];
const keys = [
  ...Array.from({ length: 24 }, (_, index) => `user:${index}`),
  'hello',
  'hallo',
  'hllo',
  ...oddKeys,
];

// prettier-ignore
const oddTexts = [
  '', ' ', 'text', 'ünïcödé', '日本語', '😀👩‍👩‍👧', '\0\u0001\u007f', 'a\r\nb', '"quoted"', '{"a":[1,2]}', 'null', 'true', 'x'.repeat(63),
  'x'.repeat(65), 'é'.repeat(40), '\ufeffmark', '\u0000'.repeat(9),
];
// prettier-ignore
const integers = [
  '0', '1', '-1', '2', '10', '-10', '42', '999999999999999', '1000000000000000', '9007199254740991', '9007199254740992',
  '9007199254740993', '-9007199254740993', '9223372036854775806', '9223372036854775807', '-9223372036854775807',
  '-9223372036854775808',
];
// prettier-ignore
const nearIntegers = [
  '9223372036854775808', '-9223372036854775809', '99999999999999999999', '-0', '+1', '01', '-01', '00', ' 1', '1 ', '1.0',
  '1.5', '1e3', '0x10', '--1', '-', '+', 'Infinity', 'NaN', '1_000', '١', '1\0', '1\n',
];
// prettier-ignore
const patternPieces = [
  '*', '**', '?', '[a-z]', '[z-a]', '[^a]', '[abc]', '[', '[^', '[]', '[^]', '[a-', '[a', '[\\]]', '[a\\-z]', '[\\', ']', '\\', '\\*',
  '\\?', '\\[', 'user:', 'h', 'llo', '1', '2', ':', 'é', '?'.repeat(2), 'к', '😀', '-', '^', '\0', '[0-9]', '[1-3]', '[--a]', '[a-]',
];

/** Arguments of every kind that a command may meet. */
export class ArgumentSource {
  constructor(readonly random: Dice) {}

  key(): string {
    return this.random.one(keys);
  }

  field(): string {
    return this.random.chance(0.8) ? `f${this.random.below(6)}` : this.random.one(oddKeys);
  }

  text(): string {
    const { random } = this;
    if (random.chance(0.4)) return random.one(integers);
    if (random.chance(0.15)) return random.one(nearIntegers);
    if (random.chance(0.002)) return random.one(['v', 'é', '0']).repeat(300_000);
    if (random.chance(0.1)) return '';
    if (random.chance(0.5)) return random.one(oddTexts);
    return random.list(() => String.fromCharCode(random.below(0xd800)), 0, 40).join('');
  }

  /** As a caller may give it: text, number or bigint. */
  increment(): string | number | bigint {
    const { random } = this;
    if (random.chance(0.1)) return random.one(nearIntegers);
    if (random.chance(0.1))
      return random.one([1.5, NaN, Infinity, -Infinity, 1e21, mostExact, -mostExact, 2 ** 53, -(2 ** 63), 1e-7, -0]); // prettier-ignore
    if (random.chance(0.1)) return random.one([2n ** 63n - 1n, -(2n ** 63n), 2n ** 63n, -(2n ** 64n)]);
    const text = random.one(integers);
    return random.chance(0.3) ? text : random.chance(0.5) ? BigInt(text) : random.below(200) - 100;
  }

  /** Always half an hour off the full one, so that clocks that are seconds apart agree on what comes first. */
  ttl(): number {
    return (this.random.below(1_000) + 0.5) * hourMs;
  }

  /** What nobody should give. */
  oddTtl(): number {
    return this.random.one([
      0,
      -1,
      -hourMs,
      1.5,
      NaN,
      -Infinity,
      9.3e18,
      9.223372036854775e18,
      -9.3e18,
      1e300,
    ]);
  }

  pattern(): string {
    const { random } = this;
    if (random.chance(0.2)) return this.key();
    return random.list(() => random.one(patternPieces), 0, 5).join('');
  }
}
