import { Story } from './story.contract';

const inGroup = () => Story.group().accepts('bob').attaches('bob').attaches('ada');

describe('when a socket of hers is attached', () => {
  it('is her first leg, which the others expect', () => {
    const story = Story.direct().attaches('ada');
    expect([story.answer, story.told]).toEqual(['changed', []]);
    expect(story.of('ada')).toMatchObject({ leg: 1, until: 16_000 });
  });

  it('is another leg, with which the others begin anew', () => {
    const story = inGroup().attaches('bob');
    expect(story.told).toEqual(['participant.reconnected bob → ada']);
    expect(story.of('bob').leg).toBe(2);
  });

  it('takes the place of no later leg than it knew of, unless that is lost, where it did not ask', () => {
    const story = inGroup().isAttached('bob', 1);
    expect([story.answer, story.of('bob').leg]).toEqual(['changed', 2]);
    story.isAttached('bob', 1);
    expect([story.answer, story.of('bob').leg]).toEqual(['other_device_in_call', 2]);
    story.does({ kind: 'lost', userId: 'bob', leg: 2 }).isAttached('bob', 1);
    expect([story.answer, story.of('bob').leg]).toEqual(['changed', 3]);
    expect(Story.group().attaches('ada').isAttached('ada', 0).answer).toBe('other_device_in_call');
    expect(story.leaves('bob').joins('bob').isAttached('bob', 3).of('bob').leg).toBe(4);
  });

  it('is refused to another device, and to who is not in it', () => {
    expect(inGroup().attaches('bob', 'bob-2').answer).toBe('other_device_in_call');
    expect(inGroup().attaches('cy').answer).toBe('not_in_call');
    expect(inGroup().attaches('dot').answer).toBe('call_unknown');
  });
});

describe('when a connection is lost', () => {
  const lost = (story: Story, leg: number) => story.does({ kind: 'lost', userId: 'bob', leg });

  it('waits for her to come back', () => {
    const story = lost(inGroup(), 1);
    expect(story.told).toEqual(['participant.reconnecting bob → ada']);
    expect(story.of('bob')).toMatchObject({ state: 'reconnecting', until: 21_000 });
    expect(story.attaches('bob').is('bob')).toBe('joined');
  });

  it('means nothing of a leg that is not hers any more', () => {
    expect(lost(inGroup().attaches('bob'), 1).answer).toBe('unchanged');
    expect(lost(lost(inGroup(), 1), 1).answer).toBe('unchanged');
  });
});

describe('when a deadline is over', () => {
  it('misses a call that nobody answered', () => {
    const story = Story.group().attaches('ada').attaches('ada');
    story.call = {
      ...story.call,
      participants: story.call.participants.map((each) => ({ ...each, until: 45_000 })),
    };
    story.does({ kind: 'decline', userId: 'bob' }).waits(44_999);
    expect(story.answer).toBe('unchanged');
    story.waits(45_000);
    expect([story.state, ...story.told]).toEqual(['missed/no_answer', 'call.missed → ada cy']);
    expect([story.is('ada'), story.is('cy')]).toEqual(['left/call_over', 'left/no_answer']);
  });

  it('takes who did not answer out of a group that goes on', () => {
    const story = Story.group().waits(40_000).attaches('ada').accepts('bob').waits(45_000);
    expect(story.told).toEqual(['call.missed → cy', 'participant.left cy → ada bob']);
    expect(story.is('cy')).toBe('left/no_answer');
  });

  it('waits for who lost her connection unnoticed, and then goes on without her', () => {
    const story = inGroup().declines('cy').waits(15_999);
    expect(story.answer).toBe('unchanged');
    story.attaches('ada').waits(16_000);
    expect(story.told).toEqual(['participant.reconnecting bob → ada']);
    story.attaches('ada').waits(36_000);
    expect(story.told).toContain('participant.left bob → ada bob');
    expect(story.is('bob')).toBe('left/connection_lost');
  });

  it('ends a call between two when one is lost for good, or when nobody is left', () => {
    const story = Story.direct().accepts('bob').does({ kind: 'lost', userId: 'bob', leg: 0 }).waits(21_000);
    expect([story.state, ...story.told]).toEqual(['ended/connection_lost', 'call.ended → ada bob']);
    expect(inGroup().waits(50_000).waits(70_000).state).toBe('ended/connection_lost');
  });

  it('fails when who called is lost before anybody answers', () => {
    const story = Story.group().waits(15_000).waits(35_000);
    expect([story.state, ...story.told]).toEqual([
      'failed/caller_lost',
      ...['call.failed → ada', 'call.cancelled → bob cy'],
    ]);
  });
});

describe('when she says what she sends', () => {
  const media = (story: Story, userId: string, video: boolean) =>
    story.does({ kind: 'media', userId, media: { video } });

  it('is kept and told to nobody by the record', () => {
    const story = media(inGroup(), 'ada', false);
    expect([story.answer, story.told]).toEqual(['changed', []]);
    expect(story.of('ada').media).toEqual({ audio: true, video: false, screen: false });
    expect(media(story, 'ada', false).answer).toBe('unchanged');
    expect(media(story, 'cy', true).answer).toBe('not_in_call');
  });
});
