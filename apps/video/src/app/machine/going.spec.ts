import { Story } from './story.contract';

const inGroup = () => Story.group().accepts('bob');
const ended = (story: Story) => [story.state, ...story.told];

describe('when somebody declines', () => {
  it('ends a call between two', () => {
    expect(ended(Story.direct().declines('bob'))).toEqual([
      'declined/declined',
      ...['call.declined bob → ada', 'call.declined bob → bob'],
    ]);
  });

  it('goes on ringing for the others of a group, until all have declined', () => {
    const story = Story.group().declines('bob');
    expect(ended(story)).toEqual(['ringing', 'call.declined bob → ada bob']);
    expect(ended(story.declines('cy'))).toEqual([
      'declined/declined',
      ...['call.declined cy → ada', 'call.declined cy → cy'],
    ]);
  });

  it.each([
    ['again', () => Story.group().declines('bob').declines('bob'), 'unchanged'],
    ['again after the end', () => Story.direct().declines('bob').declines('bob'), 'unchanged'],
    ['after she answered', () => Story.direct().accepts('bob').declines('bob'), 'call_answered'],
    ['who called', () => Story.direct().declines('ada'), 'not_called'],
    ['who was not called', () => Story.group().declines('dot'), 'not_called'],
  ])('does nothing or is refused: %s', (_how, story, answer) => {
    expect(story().answer).toBe(answer);
  });
});

describe('when who called gives up', () => {
  it('cancels the call for all who were called', () => {
    const story = Story.group().does({ kind: 'cancel', userId: 'ada' });
    expect(ended(story)).toEqual(['cancelled/cancelled', 'call.cancelled → ada bob cy']);
    expect([story.is('ada'), story.is('bob')]).toEqual(['left/hung_up', 'left/call_over']);
    expect(story.does({ kind: 'cancel', userId: 'ada' }).answer).toBe('unchanged');
    expect(story.accepts('bob').answer).toBe('call_ended');
  });

  it('is the same when she leaves or ends it', () => {
    expect(Story.group().leaves('ada').state).toBe('cancelled/cancelled');
    expect(Story.direct().ends('ada').state).toBe('cancelled/cancelled');
  });

  it('comes too late after an answer, and is nobody else’s to do', () => {
    expect(inGroup().does({ kind: 'cancel', userId: 'ada' }).answer).toBe('call_answered');
    expect(Story.group().does({ kind: 'cancel', userId: 'bob' }).answer).toBe('not_called');
  });
});

describe('when somebody leaves', () => {
  it('ends a call between two', () => {
    const story = Story.direct().accepts('bob').leaves('bob');
    expect(ended(story)).toEqual(['ended/hung_up', 'call.ended → ada bob']);
    expect([story.is('bob'), story.is('ada')]).toEqual(['left/hung_up', 'left/call_over']);
    expect([story.leaves('bob').answer, story.leaves('ada').answer]).toEqual(['unchanged', 'call_ended']);
  });

  it('lets the others of a group go on, and has it missed by who still rings when the last one goes', () => {
    const story = inGroup().leaves('bob');
    expect(ended(story)).toEqual(['active', 'participant.left bob → ada bob']);
    expect(story.leaves('bob').answer).toBe('unchanged');
    expect(ended(story.leaves('ada'))).toEqual([
      'ended/everyone_left',
      ...['call.ended → ada', 'call.missed → cy'],
    ]);
  });

  it('declines where she is called, and is not in it otherwise', () => {
    expect(inGroup().leaves('cy').is('cy')).toBe('left/declined');
    expect(inGroup().leaves('dot').answer).toBe('not_in_call');
  });
});

describe('when somebody ends it for all', () => {
  it.each([
    ['either of two', () => Story.direct().accepts('bob').ends('bob'), 'ended/hung_up'],
    ['who is called by another, and so declines', () => Story.direct().ends('bob'), 'declined/declined'],
    ['who called a group', () => inGroup().ends('ada'), 'ended/hung_up'],
    ['who rules there and is not in it', () => inGroup().ends('dot', true), 'ended/hung_up'],
    ['who rules there, while it rings', () => Story.group().ends('dot', true), 'cancelled/hung_up'],
  ])('is over: %s', (_who, story, state) => {
    expect(story().state).toBe(state);
  });

  it.each([
    ['what she hung up', () => Story.direct().accepts('bob').ends('bob').ends('bob'), 'unchanged'],
    ['what she called and cancelled by it', () => Story.direct().ends('ada').ends('ada'), 'unchanged'],
    ['what she declined by it', () => Story.direct().ends('bob').ends('bob'), 'unchanged'],
    ['what somebody else did', () => Story.direct().ends('bob').ends('ada'), 'call_ended'],
  ])('is told the same again, and anybody else that it is over: %s', (_what, story, answer) => {
    expect(story().answer).toBe(answer);
  });

  it('tells who is in it that it ended, and who still rings that she missed it', () => {
    expect(inGroup().ends('ada').told).toEqual(['call.ended → ada bob', 'call.missed → cy']);
  });

  it('is refused to anybody else of a group', () => {
    expect(inGroup().ends('bob').answer).toBe('not_allowed');
    expect(inGroup().ends('cy').answer).toBe('not_allowed');
  });
});

describe('when somebody is kicked', () => {
  it('is told so, as the others are, and cannot come back', () => {
    const story = inGroup().joins('dot').kicks('ada', 'bob');
    expect(ended(story)).toEqual(['active', 'participant.left bob → ada dot bob']);
    expect(story.is('bob')).toBe('kicked/kicked');
    expect(story.kicks('ada', 'bob').answer).toBe('unchanged');
    expect(story.attaches('bob').answer).toBe('kicked_from_call');
  });

  it('ends a call between two, or that nobody is left to answer', () => {
    expect(ended(Story.direct().accepts('bob').kicks('ada', 'bob'))).toEqual([
      'ended/hung_up',
      ...['call.ended → ada', 'participant.left bob → bob'],
    ]);
    expect(Story.direct().kicks('ada', 'bob').state).toBe('cancelled/hung_up');
  });

  it('takes somebody who called or rules, and somebody who is there', () => {
    expect(inGroup().kicks('bob', 'ada').answer).toBe('not_allowed');
    expect(inGroup().kicks('bob', 'ada', true).is('ada')).toBe('kicked/kicked');
    expect(inGroup().kicks('ada', 'dot').answer).toBe('peer_not_in_call');
    expect(inGroup().kicks('ada', 'ada').answer).toBe('not_allowed');
  });
});

describe('when somebody is not in the conversation any more', () => {
  const removed = (story: Story, userId: string) => story.does({ kind: 'removed', userId });

  it('is taken out, and may come back if the conversation has her again', () => {
    const story = removed(inGroup(), 'bob');
    expect(ended(story)).toEqual(['active', 'participant.left bob → ada bob']);
    expect(story.joins('bob').is('bob')).toBe('joined');
  });

  it('is the end of a call between two, and of one who called', () => {
    expect(removed(Story.direct().accepts('bob'), 'ada').state).toBe('ended/removed');
    expect(ended(removed(Story.group(), 'ada'))).toEqual([
      'failed/removed',
      ...['call.cancelled → bob cy', 'participant.left ada → ada'],
    ]);
    expect(removed(removed(inGroup(), 'bob'), 'ada').state).toBe('ended/removed');
  });
});
