import { Story } from './story.contract';

describe('when a device rings', () => {
  it('is told to who is in the call, once', () => {
    const story = Story.group().does({ kind: 'rang', userId: 'bob' });
    expect(story.told).toEqual(['participant.ringing bob → ada']);
    expect(story.does({ kind: 'rang', userId: 'bob' }).answer).toBe('unchanged');
    expect(story.does({ kind: 'rang', userId: 'dot' }).answer).toBe('not_called');
  });
});

describe('when somebody answers', () => {
  it('makes the call active, and ends the ringing of her other devices', () => {
    const story = Story.group().accepts('bob');
    expect(story.call).toMatchObject({ state: 'active', answeredAt: 1_000, version: 2 });
    expect(story.of('bob')).toMatchObject({ device: 'bob-1', leg: 0, until: 16_000, joinedAt: 1_000 });
    expect(story.told).toEqual([
      'call.accepted bob → ada cy',
      'participant.joined bob → ada',
      'call.answered_elsewhere → bob but bob-1',
    ]);
  });

  it('is told of the second who answers as well', () => {
    const story = Story.group().accepts('bob').accepts('cy');
    expect(story.told).toEqual([
      'call.accepted cy → ada bob',
      'participant.joined cy → ada bob',
      'call.answered_elsewhere → cy but cy-1',
    ]);
  });

  it.each([
    ['again by the same device', () => Story.direct().accepts('bob').accepts('bob'), 'unchanged'],
    ['by another device', () => Story.direct().accepts('bob').accepts('bob', 'bob-2'), 'answered_elsewhere'],
    ['who called', () => Story.direct().accepts('ada'), 'not_called'],
    ['who was not called', () => Story.group().accepts('dot'), 'not_called'],
    ['who declined', () => Story.group().declines('bob').accepts('bob'), 'not_called'],
    ['who was kicked', () => Story.group().kicks('ada', 'bob').accepts('bob'), 'kicked_from_call'],
    ['too late', () => Story.direct().declines('bob').accepts('bob'), 'call_ended'],
    ['a stranger between two', () => Story.direct().accepts('eve'), 'call_unknown'],
  ])('is refused or does nothing: %s', (_who, story, answer) => {
    expect(story().answer).toBe(answer);
  });
});

describe('when somebody joins', () => {
  const inCall = () => Story.group().accepts('bob');

  it('answers where she is called', () => {
    expect(inCall().joins('cy').told).toContain('call.answered_elsewhere → cy but cy-1');
  });

  it('comes late into a call she was not called by', () => {
    const story = inCall().joins('dot');
    expect(story.told).toEqual(['participant.joined dot → ada bob']);
    expect(story.call.participants.map(({ userId }) => userId)).toEqual(['ada', 'bob', 'cy', 'dot']);
  });

  it('comes back after she had left or declined', () => {
    expect(inCall().leaves('bob').joins('bob').is('bob')).toBe('joined');
    expect(inCall().declines('cy').joins('cy').is('cy')).toBe('joined');
  });

  it('finds a full call', () => {
    expect(inCall().joins('dot').joins('eve').answer).toBe('call_full');
    expect(inCall().joins('dot').accepts('cy').answer).toBe('call_full');
  });

  it('takes over from another device of hers, whose leg is stale at once', () => {
    const story = inCall().attaches('bob').joins('bob', 'bob-2');
    expect(story.of('bob')).toMatchObject({ device: 'bob-2', leg: 2, state: 'reconnecting', until: 21_000 });
    expect(story.told).toEqual([
      'call.answered_elsewhere → bob but bob-2',
      'participant.reconnecting bob → ada',
    ]);
    expect(story.does({ kind: 'lost', userId: 'bob', leg: 1 }).answer).toBe('unchanged');
    expect(story.attaches('bob', 'bob-2').told).toEqual(['participant.reconnected bob → ada']);
    expect(story.attaches('bob').answer).toBe('other_device_in_call');
  });

  it.each([
    ['with the device she is in it by', () => inCall().joins('bob'), 'unchanged'],
    ['after she was kicked', () => inCall().kicks('ada', 'bob').joins('bob'), 'kicked_from_call'],
    ['a call between two others', () => Story.direct().joins('eve'), 'call_unknown'],
    ['a call that is over', () => Story.direct().ends('ada').joins('bob'), 'call_ended'],
  ])('does nothing or is refused: %s', (_how, story, answer) => {
    expect(story().answer).toBe(answer);
  });
});
