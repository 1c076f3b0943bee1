/** The table of queues, and the list of them to choose from. */
export const queuesScript = String.raw`
function age(seconds) {
  if (seconds < 1) return '–';
  if (seconds < 120) return Math.round(seconds) + ' s';
  return seconds < 7200 ? Math.round(seconds / 60) + ' min' : Math.round(seconds / 3600) + ' h';
}

function rowOf(queue) {
  const cells = [
    ['Waiting', queue.waiting],
    ['Delayed', queue.delayed],
    ['Running', queue.running],
    ['Stuck', queue.stuck, queue.stuck > 0],
    ['Dead', queue.dead, queue.dead > 0],
    ['Oldest waits', age(queue.oldest_waiting_seconds)],
  ];
  const shown = cells.map(([of, value, isAlarm]) =>
    make('td', { role: 'cell', 'data-of': of, ...(isAlarm && { class: 'alarm' }) }, String(value)),
  );
  return make('tr', { role: 'row' }, make('th', { scope: 'row', role: 'rowheader' }, queue.name), ...shown);
}

function offer(queues) {
  const select = byId('queue');
  const known = [...select.options].map((option) => option.value);
  for (const { name } of queues)
    if (!known.includes(name)) select.append(make('option', { value: name }, name));
}

async function showQueues() {
  const { as_of, is_current, queues } = await ask('GET', 'queues');
  byId('queues').replaceChildren(...queues.map(rowOf));
  byId('as-of').textContent = is_current
    ? 'As of ' + timeOf(as_of)
    : 'PostgreSQL does not answer. Last known: ' + timeOf(as_of);
  byId('as-of').className = is_current ? '' : 'alarm';
  offer(queues);
}
`;
