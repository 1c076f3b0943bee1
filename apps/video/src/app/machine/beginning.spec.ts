import { Story } from './story.contract';

describe('when somebody calls', () => {
  it('is in it herself without a leg yet, and the others are invited until the ringing ends', () => {
    const story = Story.direct();
    expect(story.call).toMatchObject({ version: 1, state: 'ringing', ringUntil: 45_000, endedAt: null });
    expect(story.of('ada')).toMatchObject({ state: 'joined', device: 'ada-1', leg: 0, until: 15_000 });
    expect(story.of('ada').media).toEqual({ audio: true, video: true, screen: false });
    expect(story.of('bob')).toMatchObject({ state: 'invited', device: null, until: 45_000, leftAt: null });
    expect(story.told).toEqual(['call.incoming → bob']);
  });

  it('is over at once where the other is in another call', () => {
    const story = Story.direct({ busy: ['bob'], at: 7 });
    expect(story.call).toMatchObject({ version: 1, state: 'busy', reason: 'busy', endedAt: 7 });
    expect([story.is('ada'), story.is('bob')]).toEqual(['left/call_over', 'left/busy']);
    expect(story.told).toEqual(['call.busy → ada', 'call.missed → bob']);
  });

  it('does not ring those of a group who are busy, who may join later', () => {
    const story = Story.group({ busy: ['cy'] });
    expect(story.told).toEqual(['call.incoming → bob', 'call.missed → cy']);
    expect(story.joins('cy').told).toEqual(['call.accepted cy → ada bob', 'participant.joined cy → ada']);
    expect(story.state).toBe('active');
  });

  it('is over at once where all of a group are busy', () => {
    expect(Story.group({ busy: ['bob', 'cy'] }).state).toBe('busy/busy');
  });
});
