import { TypingPulse } from './typing-pulse';

const typing = (isTyping = true, userId = 'ada') => ({ conversationId: 'c', userId, isTyping, version: 7 });

describe('typing', () => {
  it('is passed on at once, at most once a second, and ends with the last word', () => {
    const pulse = new TypingPulse();
    expect(pulse.say(typing(), 0)).toEqual(typing());
    expect(pulse.say(typing(), 300)).toBeUndefined();
    expect(pulse.say(typing(false), 600)).toBeUndefined();
    expect(pulse.due(999)).toEqual([]);
    expect(pulse.due(1_000)).toEqual([typing(false)]);
    expect(pulse.due(1_500)).toEqual([]);
  });

  it('is passed on again while it lasts, so that who came later sees it', () => {
    const pulse = new TypingPulse();
    pulse.say(typing(), 0);
    expect(pulse.say(typing(), 3_000)).toEqual(typing());
  });

  it('ends by itself after 5 s, and is forgotten', () => {
    const pulse = new TypingPulse();
    pulse.say(typing(), 0);
    pulse.say(typing(), 900);
    expect(pulse.due(5_899)).toEqual([]);
    expect(pulse.due(5_900)).toEqual([typing(false)]);
    pulse.due(7_000);
    expect(pulse.size).toBe(0);
  });

  it('ends where she is not connected any more', () => {
    const pulse = new TypingPulse();
    pulse.say(typing(), 0);
    pulse.leave('ada');
    expect(pulse.due(1_000)).toEqual([typing(false)]);
  });

  it('is no news where it stops before anybody was told of it', () => {
    const pulse = new TypingPulse();
    expect(pulse.say(typing(false), 0)).toBeUndefined();
    expect([pulse.size, pulse.due(1_000)]).toEqual([0, []]);
  });

  it('of many in one conversation is passed on in turn, none is missed', () => {
    const pulse = new TypingPulse();
    const all = Array.from({ length: 25 }, (_, index) => `p${index}`);
    const passed = all.flatMap((each) => pulse.say(typing(true, each), 0)?.userId ?? []);
    expect(passed).toHaveLength(10);
    const later = [1_000, 2_000].flatMap((now) => pulse.due(now).map(({ userId }) => userId));
    expect(new Set([...passed, ...later])).toEqual(new Set(all));
  });

  it('of more people than are held in mind is let go', () => {
    const pulse = new TypingPulse({ everyMs: 1, endsAfterMs: 5, mostInConversation: 10, maxTypists: 1 });
    pulse.say(typing(), 0);
    expect(pulse.say(typing(true, 'bob'), 1)).toBeUndefined();
  });
});
