/** One job by its id, and its cancelling. */
export const oneJobScript = String.raw`
const wish = { cancelled: 'It is cancelled.', cancelling: 'It runs, and is told to end.' };

function factsOf(job) {
  const facts = [
    ['Queue', job.queue],
    ['State', job.state + (job.is_cancelling ? ', told to end' : '')],
    ['Attempt', job.attempt],
    ['Priority', job.priority],
    ['Accepted', timeOf(job.enqueued_at)],
    ['Due', timeOf(job.due_at)],
    ['Started', timeOf(job.started_at)],
    ['Progress', job.progress === null ? 'none' : JSON.stringify(job.progress)],
    ['Last error', job.last_error ?? 'none'],
  ];
  return make('dl', {}, ...facts.flatMap(([name, value]) => [make('dt', {}, name), make('dd', {}, String(value))]));
}

async function showJob(id) {
  byId('found').replaceChildren();
  const job = await ask('GET', encodeURIComponent(id));
  const cancel = async () => {
    if (!confirm('Cancel this job of ' + job.queue + '?')) return;
    const { outcome } = await ask('POST', job.id + '/cancel');
    byId('found').replaceChildren();
    tell(wish[outcome]);
    await showQueues();
  };
  byId('found').append(factsOf(job), ...(job.state === 'dead' ? [] : [button('Cancel', cancel)]));
  byId('found').focus();
}

byId('find').addEventListener('submit', (event) => {
  event.preventDefault();
  tell('');
  attempt(() => showJob(byId('id').value.trim()));
});
`;
