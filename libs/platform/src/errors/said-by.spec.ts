import { saidBy } from './said-by';

describe('what an error says', () => {
  it.each([
    ['its message', new Error('refused'), 'refused'],
    [
      'the reasons of what was tried at several addresses',
      new AggregateError([new Error('a'), new Error('b')]),
      'a; b',
    ],
    ['its name, where it says nothing else', new TypeError(), 'TypeError'],
    ['what was thrown, where it is no error', 'stop', 'stop'],
  ])('is %s', (_, thrown, said) => {
    expect(saidBy(thrown)).toBe(said);
  });
});
