/** The dead letters, and what can be done with them. */
export const deadLettersScript = String.raw`
const reasons = {
  failed: 'It failed as often as it may.',
  invalid_payload: 'Its payload cannot be read.',
  fate_unknown: 'Nobody knows how far it came; run again, it may happen twice.',
};
let cursor = null;

function readable(payload) {
  try {
    return JSON.stringify(JSON.parse(payload), null, 2);
  } catch {
    return payload; // No JSON: that may be why it is dead.
  }
}

function letterOf(letter) {
  const item = make('li');
  const name = make('h3', { tabindex: '-1' }, letter.queue);
  const gone = (said) => {
    const next = item.nextElementSibling ?? item.previousElementSibling;
    item.remove();
    byId('none').hidden = byId('dead').childElementCount > 0;
    (next?.querySelector('h3') ?? byId('look')).focus();
    tell(said);
    return showQueues();
  };
  const replay = async () => {
    await ask('POST', 'dead/' + letter.id + '/replay');
    await gone('It runs again.');
  };
  const discard = async () => {
    if (!confirm('Remove this job of ' + letter.queue + ' for good?')) return;
    await ask('DELETE', 'dead/' + letter.id);
    await gone('It is removed.');
  };
  const about = letter.attempts + (letter.attempts === 1 ? ' attempt' : ' attempts');
  const when = 'Died ' + timeOf(letter.died_at) + ', accepted ' + timeOf(letter.enqueued_at) + ', ' + about;
  item.append(
    name,
    make('p', {}, reasons[letter.reason]),
    make('pre', {}, letter.error ?? 'It left no word.'),
    make('details', {}, make('summary', {}, 'Payload'), make('pre', {}, readable(letter.payload))),
    make('p', { class: 'when' }, when, make('br'), letter.id),
    make('div', { class: 'row' }, button('Run again', replay), button('Remove', discard)),
  );
  return item;
}

async function showMore() {
  const query = new URLSearchParams({ limit: '20' });
  const queue = byId('queue').value;
  if (queue) query.set('queue', queue);
  if (cursor) query.set('cursor', cursor);
  const { items, next_cursor } = await ask('GET', 'dead?' + query);
  byId('dead').append(...items.map(letterOf));
  cursor = next_cursor;
  byId('more').hidden = cursor === null;
  const count = byId('dead').childElementCount;
  byId('none').hidden = count > 0;
  byId('replay-all').hidden = queue === '' || count === 0;
}

async function lookAtDead() {
  cursor = null;
  byId('dead').replaceChildren();
  await showMore();
}

async function replayAll() {
  const queue = byId('queue').value;
  if (!confirm('Run all dead letters of ' + queue + ' again?')) return;
  const { replayed } = await ask('POST', 'dead/replay', { queue });
  tell(replayed + (replayed === 1 ? ' job runs again.' : ' jobs run again.'));
  await Promise.all([lookAtDead(), showQueues()]);
}

for (const [id, act] of [['more', showMore], ['look', lookAtDead], ['replay-all', replayAll]])
  byId(id).addEventListener('click', () => attempt(act, byId(id)));
byId('queue').addEventListener('change', () => attempt(lookAtDead));
`;
